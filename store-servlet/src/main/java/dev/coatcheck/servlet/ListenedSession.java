package dev.coatcheck.servlet;

import dev.coatcheck.SessionEndedException;
import dev.coatcheck.servlet.attribute.AttributeForm;
import dev.coatcheck.servlet.attribute.Attributes;
import dev.coatcheck.servlet.attribute.Held;
import jakarta.servlet.http.HttpSession;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is done to a session, with all who listen to that. Not thread-safe. */
final class ListenedSession {
    private final HttpSession session;
    private final StoredSession stored;
    private final SessionListeners listeners;
    private String lastTicket = "";
    private String lastId = "";

    /** @param session what events are about */
    ListenedSession(HttpSession session, StoredSession stored, SessionListeners listeners) {
        this.session = session;
        this.stored = stored;
        this.listeners = listeners;
    }

    /** The id that was told last; where there was none to tell, one that nobody else has. */
    String lastId() {
        if (lastId.isEmpty()) {
            lastId = HttpSessionId.ofNoSession();
        }
        return lastId;
    }

    /** Of a session that exists. */
    String id() {
        String ticket = stored.handle().ticket();
        if (!ticket.equals(lastTicket)) {
            lastTicket = ticket;
            lastId = HttpSessionId.of(ticket);
        }
        return lastId;
    }

    void createIfNone() {
        if (!stored.exists() && !stored.isOver() && stored.create()) {
            listeners.created(session);
        }
    }

    /** A new ticket, and so a new id. */
    String changeId() {
        createIfNone();
        String old = id();
        try {
            stored.handle().renew();
        } catch (SessionEndedException e) {
            throw stored.ended(e);
        }
        listeners.idChanged(session, old);
        return id();
    }

    Held get(String name) {
        return stored.get(name, this::activated);
    }

    private void activated(Object value) {
        listeners.activated(session, value);
    }

    void set(String name, Object value) {
        AttributeForm form = stored.form(name);
        listeners.passivating(session, value);
        Object bytes = form.stored(value);
        boolean wasHeld = stored.isHeld(name);
        boolean isOldKnown = wasHeld || form.canListen() || listeners.hearOfAttributes();
        Held old = isOldKnown ? get(name) : Held.ABSENT;
        stored.exists();
        stored.requireNotOver();
        boolean isOther = isOther(old.value(), value);
        if (isOther) {
            listeners.bound(session, name, value);
        }
        // what was read some time ago may have been replaced since: then this is the last to set it
        boolean isAsItIs = !wasHeld || (!isOther && !Attributes.isSettled(old));
        boolean isWritten =
                isOldKnown && isAsItIs && old.isThere() && !form.isLasting() && form.isUnchanged(old, value, bytes);
        boolean isCreated = !isWritten && stored.write(batch -> form.put(batch, value, bytes));
        stored.note(name, new Held(value, true, bytes, false));
        if (isCreated) {
            listeners.created(session);
        }
        if (isOther) {
            listeners.unbound(session, name, old.value());
        }
        listeners.set(session, name, old.value(), value);
    }

    /** Not by what is in them: each object is told for itself. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isOther(@Nullable Object old, Object value) {
        return old != value;
    }

    void remove(String name) {
        boolean wasHeld = stored.isHeld(name);
        Held old = get(name);
        // another request may have set it since it was looked for
        if (!old.isThere() && !(wasHeld && stored.exists())) {
            return;
        }
        stored.write(batch -> stored.form(name).remove(batch));
        stored.note(name, Held.ABSENT);
        tellRemoved(name, old.value());
    }

    private void tellRemoved(String name, @Nullable Object old) {
        if (old != null) {
            listeners.unbound(session, name, old);
            listeners.removed(session, name, old);
        }
    }

    /** Listeners still find the session as it was; what is bound to it is told afterwards. */
    void end() {
        id();
        Map<String, Object> bound = Map.of();
        try {
            listeners.destroyed(session);
            bound = listening();
        } finally {
            // whatever a listener, or what stands damaged, makes of it
            stored.handle().end();
        }
        bound.forEach(this::tellRemoved);
    }

    /** Those of which somebody wants to know that they are gone. */
    private Map<String, Object> listening() {
        boolean all = listeners.hearOfAttributes();
        Collection<String> names = stored.names().stream()
                .filter(name -> all || stored.form(name).canListen())
                .toList();
        stored.load(names, this::activated);
        Map<String, Object> bound = new LinkedHashMap<>();
        for (String name : names) {
            Object value = get(name).value();
            if (value != null) {
                bound.put(name, value);
            }
        }
        return bound;
    }

    /** Writes the attributes that were changed without being set. */
    void save() {
        stored.save(value -> listeners.passivating(session, value));
    }
}
