package dev.coatcheck.servlet;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.TicketCarrier;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request and its session. Thread-safe, as threads of an asynchronous request share it. */
final class Visit {
    private static final String ATTRIBUTE = Visit.class.getName();

    private final SessionManager sessions;
    private final TicketCookie cookie;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final boolean isRefused;
    private @Nullable String ticket;
    private boolean visitorHasCookie;
    private @Nullable Session session;
    /** The header line that goes out with the response. */
    private volatile @Nullable String written;

    Visit(
            SessionManager sessions,
            TicketCookie cookie,
            CrossSiteRule rule,
            HttpServletRequest request,
            HttpServletResponse response) {
        this.sessions = sessions;
        this.cookie = cookie;
        this.request = request;
        this.response = response;
        this.isRefused = rule.refuses(request);
        Set<String> sent = cookie.values(request);
        this.ticket = sent.size() == 1 ? sent.iterator().next() : null;
        this.visitorHasCookie = !sent.isEmpty();
    }

    /** The visit that a request belongs to, whatever wraps it. */
    static Optional<Visit> of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Visit visit ? Optional.of(visit) : Optional.empty();
    }

    Visit begin() {
        request.setAttribute(ATTRIBUTE, this);
        return this;
    }

    /** The response for the rest of the application. */
    HttpServletResponse guarded(HttpServletResponse plain) {
        if (plain instanceof ServletResponseWrapper wrapper && wrapper.isWrapperFor(TicketResponse.class)) {
            return plain;
        }
        TicketResponse guarded = plain instanceof TicketResponse own ? own : new TicketResponse(this, plain);
        // containers may have taken all headers away before they dispatch to an error page
        writeCookieAgain(guarded.unguarded());
        return guarded;
    }

    boolean hasWrittenCookie() {
        return written != null;
    }

    synchronized void writeCookieAgain(HttpServletResponse plain) {
        String line = written;
        if (line != null && isOpen()) {
            cookie.write(plain, line);
        }
    }

    private void write(String line) {
        cookie.write(response, line);
        written = line;
    }

    synchronized Session session() {
        if (session == null) {
            session = sessions.attach(ticket, new Carrier());
        }
        return session;
    }

    private void requireAllowed() {
        if (isRefused) {
            throw new CrossSiteRequestException();
        }
    }

    private synchronized void requireOpen() {
        requireAllowed();
        if (!isOpen()) {
            throw new IllegalStateException("the session's cookie cannot be set any more: the response is committed, or"
                    + " the request is over; create or renew a session before the response's body is written");
        }
    }

    /**
     * Containers use the objects of a request again for the next one on its connection. To that one, which may be another
     * visitor's, a handle that somebody has kept must not give its ticket. In between, they throw whatever they like.
     */
    private boolean isOpen() {
        try {
            return of(request).filter(visit -> visit == this).isPresent() && !response.isCommitted();
        } catch (RuntimeException requestIsOver) {
            return false;
        }
    }

    private synchronized void carry(String newTicket) {
        requireOpen();
        write(cookie.carrying(newTicket));
        visitorHasCookie = true;
    }

    private synchronized void drop() {
        session = null;
        ticket = null;
        if (visitorHasCookie && isOpen()) {
            write(cookie.cleared());
        }
    }

    /** Of one handle: once its session is ended, it has no say in the next one's cookie. */
    private final class Carrier implements TicketCarrier {
        private boolean dropped;

        @Override
        public void requireSendable() {
            requireOpen();
        }

        @Override
        public void requireEndable() {
            requireAllowed();
        }

        @Override
        public void send(String ticket) {
            synchronized (Visit.this) {
                if (!dropped) {
                    Visit.this.carry(ticket);
                }
            }
        }

        @Override
        public void clear() {
            synchronized (Visit.this) {
                if (!dropped) {
                    dropped = true;
                    Visit.this.drop();
                }
            }
        }
    }
}
