package dev.coatcheck.servlet;

/**
 * A page of another site has made the visitor's browser send this request, and it may not begin, renew or end a session:
 * the visitor's own cookie may have been held back (SameSite), and a new session's cookie would take its place. Nothing
 * was changed. Unless the application catches it, {@link CoatcheckFilter} answers 403 Forbidden.
 *
 * <p>{@code coatcheck.cookie.cross-site=allow} lets such requests pass, as a login needs it that another site posts.
 */
public final class CrossSiteRequestException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    CrossSiteRequestException() {
        super("a page of another site sent this request, which may not begin, renew or end a session: the visitor's own"
                + " cookie may have been held back; coatcheck.cookie.cross-site=allow lets it");
    }
}
