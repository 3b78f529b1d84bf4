package dev.coatcheck.servlet;

import dev.coatcheck.Session;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.Optional;

/**
 * The visitor's session, in a request that has passed {@link CoatcheckFilter}.
 *
 * <pre>{@code
 * HttpSessions.get(request).put(PRODUCTS, products);       // creates the session if there is none, and sets the cookie
 * HttpSessions.find(request).ifPresent(Session::end);      // logout: ends the session and clears the cookie
 * }</pre>
 *
 * <p>A visitor whose cookie is not the ticket of a live session has no session; an id that a visitor made up is never
 * used. A visitor who sends two different cookies of our name has no session either, since one of them may have been
 * planted by somebody else (OWASP session management cheat sheet, "Cookies").
 *
 * <p>The cookie can be set only until the response is committed. Thread-safe: several threads of an asynchronous
 * request may use its session. It may also be used when the request is over, but not be created or renewed then.
 */
public final class HttpSessions {
    private HttpSessions() {}

    /**
     * The visitor's live session, in one round trip. A cookie that does not have the form of a ticket costs none.
     *
     * @param request a request that has passed the filter, wrapped or not
     * @return the session that {@link #get} returns, or empty where it is not live
     * @throws IllegalStateException if the request has not passed the filter
     * @throws dev.coatcheck.StoreUnavailableException if the store cannot be asked
     */
    public static Optional<Session> find(HttpServletRequest request) {
        return Optional.of(get(request)).filter(Session::isLive);
    }

    /**
     * The visitor's session, without a round trip. Where the visitor has none, reads are empty, and the first write
     * creates a session and sets the cookie. If the response is committed by then, that write throws {@link
     * IllegalStateException}, and nothing is created.
     *
     * <p>{@link Session#renew} on this handle also sets the cookie, and throws in the same case. {@link Session#end}
     * clears the cookie, unless the response is committed. If a page of another site sent the request, all three throw
     * {@link CrossSiteRequestException}, and nothing is changed.
     *
     * @param request a request that has passed the filter, wrapped or not
     * @return the same handle for all calls with the same request; after the session was ended through it, a new
     *     handle, whose first write creates another session
     * @throws IllegalStateException if the request has not passed the filter
     */
    public static Session get(HttpServletRequest request) {
        return RequestSession.of(Objects.requireNonNull(request, "request"))
                .orElseThrow(() -> new IllegalStateException("this request has not passed CoatcheckFilter;"
                        + " map the filter to its path, in front of whatever uses sessions"))
                .handle();
    }
}
