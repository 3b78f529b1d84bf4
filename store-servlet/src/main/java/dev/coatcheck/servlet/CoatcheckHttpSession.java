package dev.coatcheck.servlet;

import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.servlet.attribute.AttributeForm;
import dev.coatcheck.servlet.attribute.Attributes;
import dev.coatcheck.servlet.attribute.Held;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code HttpSession} over a session of ours, for one request: as the specification says it, where docs/http-session.md
 * does not name a difference. Thread-safe, as asynchronous requests have several threads.
 */
final class CoatcheckHttpSession implements HttpSession {
    private final ReentrantLock lock = new ReentrantLock();
    private final HttpSessionKind kind;
    private final RequestSession request;
    private final ServletContext context;
    private final StoredSession stored;
    private volatile boolean isInvalidated;
    private boolean isEnding;
    private String lastTicket = "";
    private String lastId = "none";

    CoatcheckHttpSession(HttpSessionKind kind, RequestSession request, ServletContext context) {
        this.kind = kind;
        this.request = request;
        this.context = context;
        this.stored = new StoredSession(request::handle, kind.attributes(), kind.clock(), this::endNow);
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
            requireValid();
            T result = step.get();
            // by another request, or another instance
            requireNotOver();
            return result;
        });
    }

    private void requireValid() {
        if (isInvalidated) {
            throw new IllegalStateException("the session has been invalidated");
        }
        requireNotOver();
    }

    private void requireNotOver() {
        if (stored.isOver() && !isInvalidated) {
            throw new IllegalStateException("the session has been ended, by another request or for its time");
        }
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

    /** Creates the session if there is none yet: an id that was told stays. */
    @Override
    public String getId() {
        return inTurn(() -> {
            if (!isInvalidated && !stored.exists() && !stored.isOver()) {
                create();
            }
            return isOver() ? lastId : noteId();
        });
    }

    private String noteId() {
        String ticket = stored.handle().ticket();
        if (!ticket.equals(lastTicket)) {
            lastTicket = ticket;
            lastId = HttpSessionId.of(ticket);
        }
        return lastId;
    }

    private void create() {
        if (stored.write(batch -> {})) {
            kind.listeners().created(this);
        }
    }

    /** A new ticket, and so a new id. */
    String changeId() {
        return whileValid(() -> {
            if (!stored.exists()) {
                create();
            }
            String old = noteId();
            renew();
            String changed = noteId();
            kind.listeners().idChanged(this, old);
            return changed;
        });
    }

    private void renew() {
        try {
            stored.handle().renew();
        } catch (SessionEndedException e) {
            stored.over();
            throw new IllegalStateException("the session has been ended", e);
        }
    }

    @Override
    public long getCreationTime() {
        return whileValid(() -> {
            stored.exists();
            return stored.times().created();
        });
    }

    @Override
    public long getLastAccessedTime() {
        return whileValid(() -> {
            stored.exists();
            return stored.times().accessed();
        });
    }

    @Override
    public boolean isNew() {
        return whileValid(() -> {
            stored.exists();
            return stored.isNew(request.sentTicket());
        });
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        inTurn(() -> {
            if (!isInvalidated) {
                stored.exists();
                stored.setMaxInactive(seconds);
            }
            return seconds;
        });
    }

    @Override
    public int getMaxInactiveInterval() {
        return inTurn(() -> {
            if (!isInvalidated) {
                stored.exists();
            }
            return kind.maxInactive(stored.times().maxInactive());
        });
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return whileValid(() -> name == null ? Held.ABSENT : get(name)).value();
    }

    private Held get(String name) {
        return stored.get(name, value -> kind.listeners().activated(this, value));
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
            return;
        }
        whileValid(() -> {
            set(name, value);
            return name;
        });
    }

    private void set(String name, Object value) {
        AttributeForm form = stored.form(name);
        kind.listeners().passivating(this, value);
        Object bytes = form.stored(value);
        boolean wasHeld = stored.isHeld(name);
        boolean isOldKnown = wasHeld || form.canListen() || kind.listeners().hearOfAttributes();
        Held old = isOldKnown ? get(name) : Held.ABSENT;
        stored.exists();
        requireNotOver();
        boolean isOther = isOther(old.value(), value);
        if (isOther) {
            kind.listeners().bound(this, name, value);
        }
        // what was read some time ago may have been replaced since: then this is the last to set it
        boolean isAsItIs = !wasHeld || (!isOther && !Attributes.isSettled(old));
        boolean isWritten = isOldKnown && isAsItIs && old.isThere() && form.isUnchanged(old, value, bytes);
        boolean isCreated = !isWritten && stored.write(batch -> form.put(batch, value, bytes));
        stored.note(name, new Held(value, true, bytes, false));
        if (isCreated) {
            kind.listeners().created(this);
        }
        if (isOther) {
            kind.listeners().unbound(this, name, old.value());
        }
        kind.listeners().set(this, name, old.value(), value);
    }

    /** Not by what is in them: each object is told for itself. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isOther(@Nullable Object old, Object value) {
        return old != value;
    }

    @Override
    public void removeAttribute(String name) {
        whileValid(() -> {
            if (name != null) {
                remove(name);
            }
            return "";
        });
    }

    private void remove(String name) {
        boolean wasHeld = stored.isHeld(name);
        Held old = get(name);
        // another request may have set it since it was looked for
        if (!old.isThere() && !(wasHeld && stored.exists())) {
            return;
        }
        stored.write(batch -> stored.form(name).remove(batch));
        stored.note(name, Held.ABSENT);
        if (old.value() != null) {
            kind.listeners().unbound(this, name, old.value());
            kind.listeners().removed(this, name, old.value());
        }
    }

    @Override
    public void invalidate() {
        whileValid(() -> {
            // a listener that hears of the end may ask for it as well
            if (!isEnding) {
                invalidateNow();
            }
            return "";
        });
    }

    private void invalidateNow() {
        if (stored.exists()) {
            endNow();
        }
        isInvalidated = true;
        stored.over();
    }

    /** Listeners still find the session as it was; what is bound to it is told afterwards. */
    private void endNow() {
        request.requireAllowed();
        isEnding = true;
        try {
            noteId();
            Map<String, Object> bound = Map.of();
            try {
                kind.listeners().destroyed(this);
                bound = listening();
            } finally {
                // whatever a listener, or what stands damaged, makes of it
                stored.handle().end();
            }
            bound.forEach((name, value) -> {
                kind.listeners().unbound(this, name, value);
                kind.listeners().removed(this, name, value);
            });
        } finally {
            isEnding = false;
        }
    }

    private Map<String, Object> listening() {
        boolean all = kind.listeners().hearOfAttributes();
        Collection<String> names = stored.names().stream()
                .filter(name -> all || stored.form(name).canListen())
                .toList();
        stored.load(names, value -> kind.listeners().activated(this, value));
        Map<String, Object> bound = new LinkedHashMap<>();
        for (String name : names) {
            Object value = get(name).value();
            if (value != null) {
                bound.put(name, value);
            }
        }
        return bound;
    }

    /** At the request's end, and before the visitor can send another. */
    void save() {
        inTurn(() -> {
            if (!isInvalidated) {
                stored.save(value -> kind.listeners().passivating(this, value));
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
