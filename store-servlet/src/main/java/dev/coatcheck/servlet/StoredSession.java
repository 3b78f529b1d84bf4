package dev.coatcheck.servlet;

import dev.coatcheck.Batch;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.Values;
import dev.coatcheck.servlet.attribute.AttributeForm;
import dev.coatcheck.servlet.attribute.Attributes;
import dev.coatcheck.servlet.attribute.Held;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A session as one request sees it: what was read of it, each attribute once, and what is to be written. Not
 * thread-safe, but for {@link #handle} and {@link #isOver}.
 */
final class StoredSession {
    /** A handle's id where there is no session. */
    static final String NO_ID = "none";

    private enum Phase {
        /** Nobody has looked. */
        UNKNOWN,
        /** There is no session; the first write creates it. */
        NONE,
        LIVE,
        OVER
    }

    private final RequestSession request;
    private final Attributes attributes;
    private final HeldAttributes held;
    private volatile Session handle;
    private volatile Phase phase = Phase.UNKNOWN;

    StoredSession(RequestSession request, Attributes attributes) {
        this.request = request;
        this.attributes = attributes;
        this.held = new HeldAttributes(attributes);
        this.handle = request.handle();
    }

    Session handle() {
        return handle;
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    void requireNotOver() {
        if (isOver()) {
            String text = "the session has been ended, by another request or for its time";
            // the cause tells it from other misuse: a login that meets it can be tried again
            throw new IllegalStateException(text, new SessionEndedException(text));
        }
    }

    /** Whether it is another than the visitor has sent the ticket of. */
    boolean isNew() {
        return !request.sentTicket().orElse("").startsWith(handle.id() + ".");
    }

    /** Asks, where nobody has asked, whether there is a session. */
    boolean exists() {
        if (phase == Phase.UNKNOWN || hasBegun()) {
            ask(List.of());
        }
        return phase == Phase.LIVE;
    }

    /** Asks whether there still is a session. */
    boolean existsStill() {
        return ask(List.of()).isPresent();
    }

    /** Whether there was none: created through this, or through the handle that the application has of its own. */
    private boolean hasBegun() {
        return phase == Phase.NONE && !handle.id().equals(NO_ID);
    }

    /** An attribute; what was not read before is told to the consumer. */
    Held get(String name, Consumer<Object> whenRead) {
        if (held.get(name) == null) {
            load(List.of(name), whenRead);
        }
        Held found = held.get(name);
        // where there is no session, there is nothing to hold: it may be created in another way
        return found == null ? Held.ABSENT : found;
    }

    /** Attributes in one round trip. */
    void load(Collection<String> names, Consumer<Object> whenRead) {
        List<Key<?>> keys = held.keysOfUnread(names);
        if (!keys.isEmpty()) {
            ask(keys).ifPresent(values -> held.read(names, values, whenRead));
        }
    }

    AttributeForm form(String name) {
        return attributes.form(name);
    }

    /** Empty where there is no session, which is noticed with each question. */
    private Optional<Values> ask(List<Key<?>> keys) {
        if (phase == Phase.UNKNOWN && handle.id().equals(NO_ID)) {
            phase = Phase.NONE;
        } else if (hasBegun()) {
            phase = Phase.UNKNOWN;
        }
        if (phase == Phase.NONE || phase == Phase.OVER) {
            return Optional.empty();
        }
        Values values = handle.getAll(keys.toArray(Key<?>[]::new));
        if (!values.isOfLiveSession()) {
            leave();
            return Optional.empty();
        }
        phase = Phase.LIVE;
        return Optional.of(values);
    }

    /** What this request has met is over; what it has not met makes room for another session. */
    private void leave() {
        if (phase == Phase.LIVE) {
            phase = Phase.OVER;
            return;
        }
        if (!handle.id().equals(NO_ID)) {
            request.leave(handle);
            handle = request.handle();
        }
        phase = Phase.NONE;
    }

    /** The names of the attributes. */
    Set<String> names() {
        if (!exists()) {
            return Set.of();
        }
        Set<String> all = handle.names();
        if (all.isEmpty() && !existsStill()) {
            return Set.of();
        }
        return attributes.names(handle, all);
    }

    /** Once {@link #exists} was asked. Whether that has created the session. */
    boolean write(Consumer<Batch> change) {
        Batch batch = handle.batch();
        change.accept(batch);
        try {
            batch.commit();
        } catch (SessionEndedException e) {
            throw ended(e);
        }
        return noteCreated();
    }

    /** Where there is no session yet. Whether that has created it. */
    boolean create() {
        handle.renew();
        return noteCreated();
    }

    private boolean noteCreated() {
        boolean isCreated = hasBegun();
        if (isCreated) {
            phase = Phase.LIVE;
        }
        return isCreated;
    }

    /** Where something was to be done to a session that is over. */
    IllegalStateException ended(SessionEndedException cause) {
        phase = Phase.OVER;
        return new IllegalStateException("the session has been ended", cause);
    }

    /** What this request knows of an attribute from now on. */
    void note(String name, Held now) {
        held.put(name, now);
    }

    boolean isHeld(String name) {
        return held.get(name) != null;
    }

    void over() {
        phase = Phase.OVER;
    }

    /**
     * Writes what has changed among what was read. Where the session is over, there is nothing to keep.
     *
     * @throws IllegalArgumentException if some of it cannot be stored; the rest is
     */
    void save(Consumer<Object> beforeStored) {
        if (phase != Phase.LIVE) {
            return;
        }
        Batch batch = handle.batch();
        List<RuntimeException> refused = new ArrayList<>();
        Map<String, Held> changed = held.putChanged(batch, beforeStored, refused);
        try {
            batch.commit();
            held.putAll(changed);
        } catch (SessionEndedException e) {
            phase = Phase.OVER;
        }
        if (!refused.isEmpty()) {
            throw refused.get(0);
        }
    }
}
