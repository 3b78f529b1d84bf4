package dev.coatcheck.servlet;

import dev.coatcheck.CoatcheckConfig;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The cookie as it is configured: reads it from requests, and writes its header line (RFC 6265bis). Immutable. */
final class TicketCookie {
    static final String SET_COOKIE = "Set-Cookie";
    private static final String CACHE_CONTROL = "Cache-Control";
    private static final String NO_STORE = "no-store";

    private final String name;
    private final String lasting;
    private final String path;
    private final String guards;

    TicketCookie(CoatcheckConfig config) {
        name = CookieSettings.cookieName(config);
        path = "; Path=" + config.get(CookieSettings.PATH);
        lasting = config.get(CookieSettings.MAX_AGE).map(TicketCookie::maxAge).orElse("");
        guards = (config.get(CookieSettings.SECURE) ? "; Secure" : "") + "; HttpOnly; SameSite="
                + config.get(CookieSettings.SAME_SITE);
    }

    /** Rounded up to the next second: zero would delete the cookie. */
    private static String maxAge(Duration time) {
        return "; Max-Age=" + time.plusNanos(999_999_999).toSeconds();
    }

    /** What the visitor sent under the cookie's name; equal values once. */
    Set<String> values(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Set.of()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** The header line that sets it. */
    String carrying(String ticket) {
        return name + "=" + ticket + path + lasting + guards;
    }

    /** The header line that clears it. */
    String cleared() {
        return name + "=" + path + "; Max-Age=0" + guards;
    }

    /**
     * In place of what was written under this name before, as a response must not have two such cookies (RFC 6265,
     * section 4.1.1). The servlet interface cannot replace one header line of several, so the others are written again.
     */
    void write(HttpServletResponse response, String cookie) {
        List<String> lines = new ArrayList<>(response.getHeaders(SET_COOKIE));
        lines.removeIf(line -> line.startsWith(name + "="));
        lines.add(cookie);
        response.setHeader(SET_COOKIE, lines.get(0));
        lines.subList(1, lines.size()).forEach(line -> response.addHeader(SET_COOKIE, line));
        keepOutOfCaches(response);
    }

    /**
     * A ticket in a shared cache would go to others (OWASP session management cheat sheet, "Web Content Caching"). What
     * the application has said before is overwritten, as older servlet interfaces cannot remove a header.
     */
    private static void keepOutOfCaches(HttpServletResponse response) {
        for (String header : List.copyOf(response.getHeaderNames())) {
            if (TicketResponse.isForCaches(header)) {
                response.setHeader(header, header.equalsIgnoreCase("Expires") ? "0" : NO_STORE);
            }
        }
        response.setHeader(CACHE_CONTROL, NO_STORE);
    }
}
