package dev.coatcheck.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Locale;

/**
 * The response as the application sees it: once it carries a ticket, nothing that the application does with headers
 * takes the cookie away or lets caches keep it.
 */
final class TicketResponse extends HttpServletResponseWrapper {
    private final Visit visit;
    private final HttpServletResponse response;

    TicketResponse(Visit visit, HttpServletResponse response) {
        super(response);
        this.visit = visit;
        this.response = response;
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
            // which took away all cookies that were there
            if (TicketCookie.SET_COOKIE.equalsIgnoreCase(name)) {
                visit.writeCookieAgain(response);
            }
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
     * Cache-Control}, and caches of HTTP/1.0 know {@code Expires} alone.
     */
    static boolean isForCaches(String name) {
        // containers take a null name in their own ways
        String lower = String.valueOf(name).toLowerCase(Locale.ROOT);
        return lower.endsWith("cache-control") || lower.equals("surrogate-control") || lower.equals("expires");
    }
}
