package dev.coatcheck.servlet;

import dev.coatcheck.Session;
import dev.coatcheck.SessionInfo;
import dev.coatcheck.SessionManager;
import dev.coatcheck.TicketCarrier;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The session of one request, and of its further dispatches. Thread-safe, as asynchronous requests have several threads. */
final class RequestSession {
    private static final String ATTRIBUTE = RequestSession.class.getName();

    private final SessionManager sessions;
    private final ResponseCookie cookie;
    private final boolean isRefused;
    private final PlainHttpWarning plainHttpWarning;
    private final boolean isCookieDropped;
    private final @Nullable String sent;
    private @Nullable String ticket;
    private boolean visitorHasCookie;
    private volatile boolean hasBody;
    private @Nullable Session session;
    private CookieOfHandle cookieOfSession = new CookieOfHandle();

    private RequestSession(
            SessionManager sessions,
            TicketCookie cookie,
            CrossSiteRule rule,
            HttpServletRequest request,
            HttpServletResponse response) {
        this.sessions = sessions;
        this.cookie = new ResponseCookie(cookie, response, () -> request.getAttribute(ATTRIBUTE) == this);
        this.isRefused = rule.refuses(request);
        Set<String> values = cookie.values(request);
        this.sent = values.size() == 1 ? values.iterator().next() : null;
        this.ticket = sent;
        this.visitorHasCookie = !values.isEmpty();
        this.plainHttpWarning = cookie.plainHttpWarning();
        // not of a browser that has just shown that it keeps it
        this.isCookieDropped = values.isEmpty() && plainHttpWarning.isAbout(request);
    }

    /** What {@link #begin} has made for a request, whatever wraps it. */
    static Optional<RequestSession> of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof RequestSession own ? Optional.of(own) : Optional.empty();
    }

    /** For a request that has none. */
    static RequestSession begin(
            SessionManager sessions,
            TicketCookie cookie,
            CrossSiteRule rule,
            HttpServletRequest request,
            HttpServletResponse response) {
        RequestSession begun = new RequestSession(sessions, cookie, rule, request, response);
        request.setAttribute(ATTRIBUTE, begun);
        return begun;
    }

    ResponseCookie cookie() {
        return cookie;
    }

    /** The handle; another one after it has ended its session. */
    synchronized Session handle() {
        if (session == null) {
            cookieOfSession = new CookieOfHandle();
            session = sessions.attach(ticket, cookieOfSession);
        }
        return session;
    }

    /**
     * What has ended by another request, or by its time, is not this request's session any more. The cookie stays: the
     * other request may have begun the visitor's next session, and its answer may have been the first.
     */
    synchronized void leave(Session over) {
        // one that never began can still begin
        if (session == over && !over.id().equals(StoredSession.NO_ID)) {
            cookieOfSession.hasEnded = true;
            session = null;
            ticket = null;
        }
    }

    /** What the store has of a live session; for one whose ticket is verified. */
    Optional<SessionInfo> info(String id) {
        return sessions.info(id);
    }

    /** What the visitor sent in the cookie, whatever it is; empty where that is nothing, or two things. */
    Optional<String> sentTicket() {
        return Optional.ofNullable(sent);
    }

    /** That this request may begin, renew or end a session. */
    void requireAllowed() {
        if (isRefused) {
            throw new CrossSiteRequestException();
        }
    }

    /** Whether the response's body has begun, or has been taken back. */
    void noteBody(boolean hasBegun) {
        hasBody = hasBegun;
    }

    /** Whether a session may begin where nothing is written: not in answer to another site, and not behind the answer. */
    synchronized boolean canBegin() {
        return !isRefused && !hasBody && cookie.canBeWritten();
    }

    private synchronized void requireSettableCookie() {
        requireAllowed();
        if (!cookie.canBeWritten()) {
            throw new IllegalStateException("the session's cookie cannot be set any more: the response is committed, or"
                    + " the request is over; create or renew a session before the response's body is written");
        }
    }

    private synchronized void setCookie(String newTicket) {
        requireSettableCookie();
        cookie.set(newTicket);
        visitorHasCookie = true;
        if (isCookieDropped) {
            plainHttpWarning.give();
        }
    }

    private synchronized void forgetEndedSession() {
        session = null;
        ticket = null;
        if (visitorHasCookie && cookie.canBeWritten()) {
            cookie.clear();
        }
    }

    /** What one handle does to the cookie: once its session is ended, it has no say in the next one's. */
    private final class CookieOfHandle implements TicketCarrier {
        private boolean hasEnded;

        @Override
        public void requireSendable() {
            requireSettableCookie();
        }

        @Override
        public void requireEndable() {
            requireAllowed();
        }

        @Override
        public void send(String newTicket) {
            synchronized (RequestSession.this) {
                if (!hasEnded) {
                    setCookie(newTicket);
                }
            }
        }

        @Override
        public void clear() {
            synchronized (RequestSession.this) {
                if (!hasEnded) {
                    hasEnded = true;
                    forgetEndedSession();
                }
            }
        }
    }
}
