package dev.coatcheck.servlet;

import dev.coatcheck.Batch;
import dev.coatcheck.CoatcheckException;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.Values;
import dev.coatcheck.servlet.attribute.AttributeForm;
import dev.coatcheck.servlet.attribute.Attributes;
import dev.coatcheck.servlet.attribute.Held;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session as one request sees it: what was read of it, each attribute once, and what is to be written. Not
 * thread-safe, but for {@link #handle} and {@link #isOver}.
 */
final class StoredSession {
    private static final Logger LOG = LoggerFactory.getLogger(StoredSession.class);
    private static final String NO_ID = "none";

    private enum Phase {
        /** Nobody has looked. */
        UNKNOWN,
        /** There is no session; the first write creates it. */
        NONE,
        LIVE,
        OVER
    }

    private final Supplier<Session> handles;
    private final Attributes attributes;
    private final InstantSource clock;
    private final Runnable idledOut;
    private final HeldAttributes held;
    private volatile Session handle;
    private volatile Phase phase = Phase.UNKNOWN;
    private StoredTimes times;
    private boolean areTimesMissing;

    /**
     * The request's session.
     *
     * @param handles gives the request's handle, another once that is ended
     * @param idledOut is to end the session, as nobody has used it for so long
     */
    StoredSession(Supplier<Session> handles, Attributes attributes, InstantSource clock, Runnable idledOut) {
        this.handles = handles;
        this.attributes = attributes;
        this.held = new HeldAttributes(attributes);
        this.clock = clock;
        this.idledOut = idledOut;
        this.handle = handles.get();
        this.times = new StoredTimes(clock.millis(), clock.millis(), null);
    }

    Session handle() {
        return handle;
    }

    StoredTimes times() {
        return times;
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Whether it is another than the visitor has sent the ticket of. */
    boolean isNew(Optional<String> sentTicket) {
        return !sentTicket.orElse("").startsWith(handle.id() + ".");
    }

    /** Asks, where nobody has asked, whether there is a session. */
    boolean exists() {
        if (phase == Phase.UNKNOWN || wasCreatedByOthers()) {
            ask(List.of());
        }
        return phase == Phase.LIVE;
    }

    /** The application has a handle of its own on this request's session. */
    private boolean wasCreatedByOthers() {
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
        } else if (wasCreatedByOthers()) {
            phase = Phase.UNKNOWN;
        }
        if (phase == Phase.NONE || phase == Phase.OVER) {
            return Optional.empty();
        }
        Values values = handle.getAll(withTimes(keys));
        if (values.get(StoredTimes.CREATED).isEmpty() && !handle.isLive()) {
            leave();
            return Optional.empty();
        }
        if (phase == Phase.UNKNOWN) {
            begin(values);
        }
        return phase == Phase.LIVE ? Optional.of(values) : Optional.empty();
    }

    private Key<?>[] withTimes(List<Key<?>> keys) {
        List<Key<?>> all = new ArrayList<>(keys);
        all.add(StoredTimes.CREATED);
        if (phase == Phase.UNKNOWN) {
            all.add(StoredTimes.ACCESSED);
            all.add(StoredTimes.MAX_INACTIVE);
        }
        return all.toArray(Key<?>[]::new);
    }

    private void begin(Values values) {
        long now = clock.millis();
        phase = Phase.LIVE;
        Integer unwritten = times.maxInactive();
        times = StoredTimes.read(values, now);
        areTimesMissing = values.get(StoredTimes.CREATED).isEmpty();
        if (areTimesMissing && unwritten != null) {
            times = times.withMaxInactive(unwritten);
        }
        if (times.isIdledOut(now)) {
            restartAfter(idledOut);
        }
    }

    /** What this request has met is over; what it has not met makes room for another session. */
    private void leave() {
        if (phase == Phase.LIVE) {
            phase = Phase.OVER;
        } else if (handle.id().equals(NO_ID)) {
            phase = Phase.NONE;
        } else {
            restartAfter(handle::end);
        }
    }

    /** A request that may not end a session has none. */
    private void restartAfter(Runnable end) {
        try {
            end.run();
            restart();
        } catch (CrossSiteRequestException e) {
            phase = Phase.OVER;
        } catch (RuntimeException | Error e) {
            // what could not be ended is not used on all the same, which would prolong it
            phase = Phase.OVER;
            throw e;
        }
    }

    private void restart() {
        handle = handles.get();
        phase = Phase.NONE;
        held.forgetAll();
        times = new StoredTimes(clock.millis(), clock.millis(), null);
    }

    /** The names of the attributes. */
    Set<String> names() {
        if (!exists()) {
            return Set.of();
        }
        Set<String> all = handle.names();
        if (!all.contains(StoredTimes.CREATED.name()) && !handle.isLive()) {
            leave();
        }
        return attributes.names(handle, all);
    }

    /** Once {@link #exists} was asked. Whether that has created the session. */
    boolean write(Consumer<Batch> change) {
        boolean creates = phase == Phase.NONE;
        Batch batch = handle.batch();
        change.accept(batch);
        if (creates) {
            times.put(batch);
        }
        try {
            batch.commit();
        } catch (SessionEndedException e) {
            phase = Phase.OVER;
            throw new IllegalStateException("the session has been ended", e);
        }
        if (creates) {
            phase = Phase.LIVE;
        }
        return creates;
    }

    /** What this request knows of an attribute from now on; forgets it where there is none any more. */
    void note(String name, Held now) {
        held.put(name, now);
    }

    boolean isHeld(String name) {
        return held.get(name) != null;
    }

    void setMaxInactive(int seconds) {
        times = times.withMaxInactive(seconds);
        if (phase == Phase.LIVE) {
            write(batch -> batch.put(StoredTimes.MAX_INACTIVE, seconds));
        }
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
        commit(batch, held.putChanged(batch, beforeStored, refused));
        if (!refused.isEmpty()) {
            throw refused.get(0);
        }
    }

    private void commit(Batch batch, Map<String, Held> changed) {
        long now = clock.millis();
        boolean areTimesDue = areTimesMissing || times.isAccessToBeWritten(now);
        if (changed.isEmpty() && !areTimesDue) {
            return;
        }
        if (areTimesMissing) {
            times.put(batch);
        } else if (areTimesDue) {
            batch.put(StoredTimes.ACCESSED, now);
        }
        try {
            batch.commit();
            areTimesMissing = false;
            times = areTimesDue ? times.withAccess(now) : times;
            held.putAll(changed);
        } catch (SessionEndedException e) {
            phase = Phase.OVER;
        } catch (CoatcheckException e) {
            if (!changed.isEmpty()) {
                throw e;
            }
            // no reason for a request that has only read to fail; the next one tries again
            LOG.debug("the time of a session's last use was not written", e);
        }
    }
}
