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

/** The cookie as it is configured: reads it from requests, and writes its header line (RFC 6265bis). Thread-safe. */
final class TicketCookie {
    static final String SET_COOKIE = "Set-Cookie";

    private final String name;
    private final String lasting;
    private final String path;
    private final String guards;
    private final PlainHttpWarning plainHttpWarning;

    TicketCookie(CoatcheckConfig config) {
        name = CookieSettings.cookieName(config);
        path = "; Path=" + config.get(CookieSettings.PATH);
        lasting = config.get(CookieSettings.MAX_AGE).map(TicketCookie::maxAge).orElse("");
        boolean isSecure = config.get(CookieSettings.SECURE);
        guards = (isSecure ? "; Secure" : "") + "; HttpOnly; SameSite=" + config.get(CookieSettings.SAME_SITE);
        plainHttpWarning = new PlainHttpWarning(isSecure);
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

    /** A request's other cookies. */
    Cookie[] others(Cookie[] cookies) {
        return Arrays.stream(cookies)
                .filter(cookie -> !cookie.getName().equals(name))
                .toArray(Cookie[]::new);
    }

    /** A {@code Cookie} header without this one; empty where nothing else is in it. */
    String withoutIt(String header) {
        return Arrays.stream(header.split(";", -1))
                .map(String::strip)
                .filter(pair -> !pair.split("=", 2)[0].strip().equals(name))
                .collect(Collectors.joining("; "));
    }

    PlainHttpWarning plainHttpWarning() {
        return plainHttpWarning;
    }

    /** The header line that sets it. */
    String lineWith(String ticket) {
        return name + "=" + ticket + path + lasting + guards;
    }

    /** The header line that clears it. */
    String clearingLine() {
        return name + "=" + path + "; Max-Age=0" + guards;
    }

    /**
     * In place of what was written under this name before, as a response must not have two such cookies (RFC 6265,
     * section 4.1.1).
     */
    void write(HttpServletResponse response, String line) {
        List<String> lines = new ArrayList<>(response.getHeaders(SET_COOKIE));
        List<String> before = lines.stream().filter(this::isOwn).toList();
        if (before.isEmpty()) {
            response.addHeader(SET_COOKIE, line);
        } else if (!before.equals(List.of(line))) {
            lines.removeIf(this::isOwn);
            lines.add(line);
            replace(response, lines);
        }
        CacheHeaders.forbidStoring(response);
    }

    private boolean isOwn(String line) {
        return line.startsWith(name + "=");
    }

    /**
     * The servlet interface cannot replace one header line of several, so all are written again. That is for the last
     * resort: Tomcat writes cookies that are no ASCII as UTF-8, but not those that come in this way.
     */
    private static void replace(HttpServletResponse response, List<String> lines) {
        response.setHeader(SET_COOKIE, lines.get(0));
        lines.subList(1, lines.size()).forEach(line -> response.addHeader(SET_COOKIE, line));
    }
}
