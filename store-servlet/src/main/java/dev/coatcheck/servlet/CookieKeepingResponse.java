package dev.coatcheck.servlet;

import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * The response as the application sees it: once it carries a ticket, nothing that the application does with headers
 * takes the cookie away or lets caches keep it.
 */
final class CookieKeepingResponse extends HttpServletResponseWrapper {
    private final HttpServletResponse response;
    private final ResponseCookie cookie;

    private CookieKeepingResponse(HttpServletResponse response, ResponseCookie cookie) {
        super(response);
        this.response = response;
        this.cookie = cookie;
    }

    /** The response for the rest of the application; the same where that is one already. */
    static HttpServletResponse around(HttpServletResponse response, ResponseCookie cookie) {
        if (response instanceof ServletResponseWrapper wrapper && wrapper.isWrapperFor(CookieKeepingResponse.class)) {
            return response;
        }
        CookieKeepingResponse keeping =
                response instanceof CookieKeepingResponse own ? own : new CookieKeepingResponse(response, cookie);
        // containers may have taken all headers away before they dispatch to an error page
        cookie.writeAgain(keeping.response);
        return keeping;
    }

    @Override
    public void reset() {
        super.reset();
        cookie.writeAgain(response);
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
            cookie.writeAgain(response);
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
        return !CacheHeaders.isOne(name) || !cookie.isWritten();
    }
}
