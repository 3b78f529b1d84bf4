package dev.coatcheck.servlet;

/**
 * A page of another site has made the visitor's browser send this request, and such a request may not begin, renew or
 * end a session: the browser may have held the visitor's own cookie back (SameSite), and the cookie of a new session
 * would replace it. Nothing was changed. Unless the application catches this exception, {@link CoatcheckFilter} answers
 * 403 Forbidden.
 *
 * <p>{@code coatcheck.cookie.cross-site=allow} permits such requests. A login that another site posts needs that.
 */
public final class CrossSiteRequestException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    CrossSiteRequestException() {
        super("a page of another site sent this request, which may not begin, renew or end a session: the visitor's own"
                + " cookie may have been held back; coatcheck.cookie.cross-site=allow lets it");
    }
}
