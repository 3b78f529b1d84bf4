package dev.coatcheck.servlet;

import dev.coatcheck.servlet.attribute.LogText;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code HttpSession} of one request, and of its further dispatches. Thread-safe. */
final class RequestHttpSession {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHttpSession.class);
    private static final String ATTRIBUTE = RequestHttpSession.class.getName();
    private static final int FIRST_ERROR = 400;

    private final ReentrantLock lock = new ReentrantLock();
    private final HttpSessionKind kind;
    private final RequestSession request;
    private final HttpServletResponse response;
    private final ServletContext context;
    private volatile @Nullable CoatcheckHttpSession current;
    private volatile boolean isGivenOut;
    private volatile boolean isInvalidIdKnown;
    private volatile boolean hasFailed;
    private volatile boolean isComplete;

    private RequestHttpSession(
            HttpSessionKind kind, RequestSession session, HttpServletRequest request, HttpServletResponse response) {
        this.kind = kind;
        this.request = session;
        this.response = response;
        this.context = request.getServletContext();
    }

    /** The request's; another's where the request object has gone on to another request. */
    static RequestHttpSession of(
            HttpSessionKind kind, RequestSession session, HttpServletRequest request, HttpServletResponse response) {
        if (request.getAttribute(ATTRIBUTE) instanceof RequestHttpSession own && own.request == session) {
            return own;
        }
        RequestHttpSession begun = new RequestHttpSession(kind, session, request, response);
        request.setAttribute(ATTRIBUTE, begun);
        return begun;
    }

    /** Asks no store: others of the request's threads wait for it, perhaps with a session in hand. */
    private CoatcheckHttpSession current() {
        lock.lock();
        try {
            CoatcheckHttpSession now = current;
            if (now != null && now.isOver()) {
                // where the end was made by another request or instance: what comes next is another session
                request.leave(now.handle());
            }
            if (now == null || now.isOver() || now.handle() != request.handle()) {
                now = new CoatcheckHttpSession(kind, request, context);
                current = now;
                isGivenOut = false;
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** Null where there is none, and none was asked to be created. */
    @Nullable
    HttpSession find() {
        CoatcheckHttpSession now = current();
        return now.exists() || (isGivenOut && !now.isOver()) ? now : null;
    }

    /** The session, or one that the first write creates. */
    HttpSession get() {
        CoatcheckHttpSession now = current();
        if (response.isCommitted() && !now.exists()) {
            throw new IllegalStateException("a session cannot be created any more: the response is committed");
        }
        if (now.isOver()) {
            now = current();
        }
        isGivenOut = true;
        if (isInvalidIdKnown && !request.cookie().isWritten()) {
            // who knows that, and asks for a session, wants the visitor to come back with a valid id: a redirect that
            // waits for one would otherwise never end
            now.getId();
        }
        return now;
    }

    String changeId() {
        if (!(find() instanceof CoatcheckHttpSession found)) {
            throw new IllegalStateException("there is no session whose id could be changed");
        }
        return found.changeId();
    }

    /** What the visitor sent, as an id. */
    Optional<String> requestedId() {
        return request.sentTicket().map(HttpSessionId::of);
    }

    /** Changes nothing in the session; but {@link #get} knows when the answer was no. */
    boolean isRequestedIdValid() {
        HttpSession found = find();
        Optional<String> sent = requestedId();
        boolean isValid = found != null
                && sent.isPresent()
                && ((CoatcheckHttpSession) found).exists()
                && sent.get().equals(found.getId());
        if (sent.isPresent() && !isValid) {
            isInvalidIdKnown = true;
        }
        return isValid;
    }

    /** Whether the response's body has begun, or has been taken back. */
    void noteBody(boolean hasBegun) {
        request.noteBody(hasBegun);
    }

    void save() {
        CoatcheckHttpSession now = current;
        if (now != null) {
            now.save();
        }
    }

    /**
     * Before an answer is sent, and at the request's end. Of a lost write nobody is told that it was done: that is thrown,
     * so that the answer becomes an error. One that is an error already is sent, and the loss is logged.
     */
    void saveFor(int status) {
        boolean isError = status >= FIRST_ERROR;
        if (isError && hasFailed) {
            return;
        }
        try {
            save();
        } catch (RuntimeException e) {
            hasFailed = true;
            if (!isError) {
                throw e;
            }
            logLoss("an answer with status " + status + " has been sent all the same", e);
        }
    }

    /** Where nobody hears of an exception: turns the answer into an error, unless it is on its way. */
    void saveForAsynchronousAnswer() {
        isComplete = true;
        try {
            save();
        } catch (RuntimeException e) {
            hasFailed = true;
            if (response.getStatus() < FIRST_ERROR && !response.isCommitted()) {
                response.reset();
                response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
            logLoss("the answer is an error, unless it was on its way", e);
        }
    }

    /** Where the request goes on elsewhere, or has ended in its own way. */
    void saveUnlessComplete() {
        if (isComplete) {
            return;
        }
        try {
            save();
        } catch (RuntimeException e) {
            logLoss("it has no answer that could say so", e);
        }
    }

    private static void logLoss(String answer, RuntimeException failure) {
        LOG.warn(
                "what a request has changed in its session was not stored; {}: {}",
                answer,
                LogText.of(failure.toString()));
        LOG.debug("it was not stored", failure);
    }
}
