package dev.coatcheck.servlet;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import java.util.Map;

/** The pages that most tests need; each does one thing with the session. */
final class Shop {
    static final Key<String> COAT = Key.of("coat", String.class);
    static final String COOKIE = "coatcheck";

    private Shop() {}

    /** Not started yet; the cookie is named {@code coatcheck}. */
    static Site overHttp() {
        return with(Map.of("coatcheck.cookie.secure", "false"));
    }

    /** Not started yet. */
    static Site with(Map<String, String> settings) {
        return new Site(settings)
                .page("/shop/hello", (request, response) -> response.getWriter().print("hello"))
                .page(
                        "/shop/put",
                        (request, response) -> HttpSessions.get(request).put(COAT, request.getParameter("coat")))
                .page(
                        "/shop/coat",
                        (request, response) -> response.getWriter()
                                .print(HttpSessions.get(request).get(COAT, "no coat")))
                .page(
                        "/shop/found",
                        (request, response) -> response.getWriter()
                                .print(HttpSessions.find(request)
                                        .map(Session::id)
                                        .orElse("nobody")))
                .page(
                        "/shop/renew",
                        (request, response) -> HttpSessions.get(request).renew())
                .page(
                        "/shop/end",
                        (request, response) -> HttpSessions.get(request).end());
    }
}
