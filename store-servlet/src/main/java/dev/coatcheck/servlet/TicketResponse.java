package dev.coatcheck.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Locale;
import java.util.Set;

/**
 * The response as the application sees it: once it carries a ticket, nothing that the application does with headers
 * takes the cookie away or lets caches keep it.
 */
final class TicketResponse extends HttpServletResponseWrapper {
    private static final Set<String> FOR_CACHES =
            Set.of("expires", "surrogate-control", "edge-control", "x-accel-expires");

    private final Visit visit;
    private final HttpServletResponse response;

    TicketResponse(Visit visit, HttpServletResponse response) {
        super(response);
        this.visit = visit;
        this.response = response;
    }

    /** What it guards. */
    HttpServletResponse unguarded() {
        return response;
    }

    @Override
    public void reset() {
        super.reset();
        visit.writeCookieAgain(response);
    }

    @Override
    public void setHeader(String name, String value) {
        if (isFree(name)) {
            super.setHeader(name, value);
            keepCookie(name);
        }
    }

    /** To set the header of cookies took away all that were there. */
    private void keepCookie(String name) {
        if (TicketCookie.SET_COOKIE.equalsIgnoreCase(name)) {
            visit.writeCookieAgain(response);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (isFree(name)) {
            super.addHeader(name, value);
        }
    }

    @Override
    public void setDateHeader(String name, long date) {
        if (isFree(name)) {
            super.setDateHeader(name, date);
            keepCookie(name);
        }
    }

    @Override
    public void addDateHeader(String name, long date) {
        if (isFree(name)) {
            super.addDateHeader(name, date);
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        if (isFree(name)) {
            super.setIntHeader(name, value);
            keepCookie(name);
        }
    }

    @Override
    public void addIntHeader(String name, int value) {
        if (isFree(name)) {
            super.addIntHeader(name, value);
        }
    }

    private boolean isFree(String name) {
        return !isForCaches(name) || !visit.hasWrittenCookie();
    }

    /**
     * Whether caches go by that header. Targeted ones, such as {@code CDN-Cache-Control} (RFC 9213), win over {@code
     * Cache-Control}, and so do headers of some makers' own; caches of HTTP/1.0 know {@code Expires} alone.
     */
    static boolean isForCaches(String name) {
        // containers take a null name in their own ways
        String lower = String.valueOf(name).toLowerCase(Locale.ROOT);
        return lower.endsWith("cache-control") || FOR_CACHES.contains(lower);
    }
}
