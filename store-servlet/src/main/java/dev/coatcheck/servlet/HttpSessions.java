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
 * <p>What is sent as a ticket, but is not that of a live session, counts as none; no id that a visitor made up is ever
 * taken over. So do two cookies of our name that differ: somebody may have planted one of them (OWASP session management
 * cheat sheet, "Cookies").
 *
 * <p>A cookie can be set only until the response is committed. Thread-safe; a session may be used by several threads
 * of an asynchronous request, and after it too, but for what sets a cookie.
 */
public final class HttpSessions {
    private HttpSessions() {}

    /**
     * The visitor's live session, in one round trip.
     *
     * @param request one that has passed the filter, wrapped or not
     * @return the session that {@link #get} gives, or empty where it is not live; the store is not asked about what has
     *     not even a ticket's form
     * @throws IllegalStateException if the request has not passed the filter
     * @throws dev.coatcheck.StoreUnavailableException if the store cannot be asked
     */
    public static Optional<Session> find(HttpServletRequest request) {
        return Optional.of(get(request)).filter(Session::isLive);
    }

    /**
     * The visitor's session, or one that will be. No round trip; reads of a session that is not there are empty, and
     * the first write creates it and sets the cookie. If the response is committed by then, that write is an
     * {@link IllegalStateException} and nothing is created.
     *
     * <p>{@link Session#renew} on this handle sets the cookie too, under the same condition; {@link Session#end} clears
     * it, if that can still be done. If a page of another site sent the request, all three are a {@link
     * CrossSiteRequestException}, and nothing is changed.
     *
     * @param request one that has passed the filter, wrapped or not
     * @return the same handle for the same request, until it is ended through this handle; a new one from then on, whose
     *     first write creates another session
     * @throws IllegalStateException if the request has not passed the filter
     */
    public static Session get(HttpServletRequest request) {
        return RequestSession.of(Objects.requireNonNull(request, "request"))
                .orElseThrow(() -> new IllegalStateException("this request has not passed CoatcheckFilter;"
                        + " map the filter to its path, in front of whatever uses sessions"))
                .handle();
    }
}
