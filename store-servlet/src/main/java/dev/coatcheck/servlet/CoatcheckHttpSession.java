package dev.coatcheck.servlet;

import dev.coatcheck.Session;
import dev.coatcheck.servlet.attribute.Held;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code HttpSession} over a session of ours, for one request: as the specification says it, where docs/http-session.md
 * does not name a difference. Thread-safe, as asynchronous requests have several threads.
 */
final class CoatcheckHttpSession implements HttpSession {
    private final ReentrantLock lock = new ReentrantLock();
    private final RequestSession request;
    private final ServletContext context;
    private final StoredSession stored;
    private final SessionTimes times;
    private final ListenedSession listened;
    private volatile boolean isInvalidated;
    private boolean isEnding;

    CoatcheckHttpSession(HttpSessionKind kind, RequestSession request, ServletContext context) {
        this.request = request;
        this.context = context;
        this.stored = new StoredSession(request, kind.attributes());
        this.times = new SessionTimes(stored, request, kind);
        this.listened = new ListenedSession(this, stored, kind.listeners());
    }

    private <T> T inTurn(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    private <T> T whileValid(Supplier<T> step) {
        return inTurn(() -> {
            if (isInvalidated) {
                throw new IllegalStateException("the session has been invalidated");
            }
            stored.requireNotOver();
            T result = step.get();
            // by another request, or another instance
            if (!isInvalidated) {
                stored.requireNotOver();
            }
            return result;
        });
    }

    private void doWhileValid(Runnable step) {
        whileValid(() -> {
            step.run();
            return "";
        });
    }

    /** Whether it can be given out no more; waits for nobody. */
    boolean isOver() {
        return isInvalidated || stored.isOver();
    }

    /** Whether there is a session, which the first write creates. */
    boolean exists() {
        return inTurn(() -> !isInvalidated && stored.exists());
    }

    /** What it stands for; waits for nobody. */
    Session handle() {
        return stored.handle();
    }

    @Override
    public ServletContext getServletContext() {
        return context;
    }

    /**
     * Creates the session if there is none yet, as an id that was told stays; but not for whoever asks when the answer has
     * been given, as frameworks do after each request, nor where that is refused.
     */
    @Override
    public String getId() {
        return inTurn(() -> {
            if (!isOver() && (stored.exists() || request.canBegin())) {
                listened.createIfNone();
                times.write();
            }
            return !isOver() && stored.exists() ? listened.id() : listened.lastId();
        });
    }

    /** A new ticket, and so a new id. */
    String changeId() {
        return whileValid(listened::changeId);
    }

    @Override
    public long getCreationTime() {
        return whileValid(() -> times.created().toEpochMilli());
    }

    @Override
    public long getLastAccessedTime() {
        return whileValid(() -> times.accessed().toEpochMilli());
    }

    @Override
    public boolean isNew() {
        return whileValid(() -> {
            stored.exists();
            return stored.isNew();
        });
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        inTurn(() -> {
            if (!isInvalidated) {
                times.setMaxInactive(seconds);
            }
            return "";
        });
    }

    @Override
    public int getMaxInactiveInterval() {
        return inTurn(() -> {
            // rounded up, as no session ends sooner
            long seconds = times.maxInactive().plusMillis(999).toSeconds();
            return (int) Math.min(Integer.MAX_VALUE, seconds);
        });
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return whileValid(() -> name == null ? Held.ABSENT : listened.get(name)).value();
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return Collections.enumeration(whileValid(stored::names));
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        if (name == null) {
            throw new IllegalArgumentException("an attribute needs a name");
        }
        if (value == null) {
            removeAttribute(name);
        } else {
            doWhileValid(() -> {
                listened.set(name, value);
                times.write();
            });
        }
    }

    @Override
    public void removeAttribute(String name) {
        doWhileValid(() -> {
            if (name != null) {
                listened.remove(name);
            }
        });
    }

    @Override
    public void invalidate() {
        doWhileValid(() -> {
            // a listener that hears of the end may ask for it as well
            if (!isEnding) {
                // what another request has ended may have had a successor since, whose cookie is to stay
                if (stored.exists() && stored.existsStill()) {
                    end();
                }
                isInvalidated = true;
                stored.over();
            }
        });
    }

    private void end() {
        request.requireAllowed();
        isEnding = true;
        try {
            listened.end();
        } finally {
            isEnding = false;
        }
    }

    /** At the request's end, and before the visitor can send another. */
    void save() {
        inTurn(() -> {
            if (!isInvalidated) {
                times.write();
                listened.save();
            }
            return "";
        });
    }

    /** Never a value. */
    @Override
    public String toString() {
        return "HttpSession over " + handle();
    }
}
