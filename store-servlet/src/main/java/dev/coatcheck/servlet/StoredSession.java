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
import java.util.HashMap;
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
 * thread-safe.
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
    private final Map<String, Held> held = new HashMap<>();
    private Session handle;
    private Phase phase = Phase.UNKNOWN;
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
        Held known = held.get(name);
        if (known != null) {
            return known;
        }
        AttributeForm form = attributes.form(name);
        Optional<Held> found = ask(form.keys()).map(form::read);
        // where there is no session, there is nothing to keep: it may be created in another way
        found.ifPresent(now -> hold(name, now, whenRead));
        return found.orElse(Held.ABSENT);
    }

    private void hold(String name, Held found, Consumer<Object> whenRead) {
        held.put(name, found);
        if (found.value() != null) {
            whenRead.accept(found.value());
        }
    }

    /** Attributes in one round trip. */
    void load(Collection<String> names, Consumer<Object> whenRead) {
        List<String> unread =
                names.stream().filter(name -> !held.containsKey(name)).toList();
        List<Key<?>> keys = new ArrayList<>();
        unread.forEach(name -> keys.addAll(attributes.form(name).keys()));
        if (!keys.isEmpty()) {
            ask(keys)
                    .ifPresent(values -> unread.forEach(
                            name -> hold(name, attributes.form(name).read(values), whenRead)));
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
        times = StoredTimes.read(values, now);
        areTimesMissing = values.get(StoredTimes.CREATED).isEmpty();
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
        }
    }

    private void restart() {
        handle = handles.get();
        phase = Phase.NONE;
        held.clear();
        times = new StoredTimes(clock.millis(), clock.millis(), null);
    }

    /** The names of the attributes. */
    Set<String> names() {
        return exists() ? attributes.names(handle, handle.names()) : Set.of();
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
        return held.containsKey(name);
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
        Map<String, Held> changed = new HashMap<>();
        List<RuntimeException> refused = new ArrayList<>();
        held.forEach((name, was) -> {
            if (!Attributes.isSettled(was)) {
                try {
                    putChanged(batch, name, was, beforeStored).ifPresent(now -> changed.put(name, now));
                } catch (IllegalArgumentException e) {
                    refused.add(e);
                }
            }
        });
        commit(batch, changed);
        if (!refused.isEmpty()) {
            throw refused.get(0);
        }
    }

    private Optional<Held> putChanged(Batch batch, String name, Held was, Consumer<Object> beforeStored) {
        Object value = was.value();
        if (value == null) {
            return Optional.empty();
        }
        beforeStored.accept(value);
        AttributeForm form = attributes.form(name);
        Object now = form.stored(value);
        if (form.isUnchanged(was, value, now)) {
            return Optional.empty();
        }
        form.put(batch, value, now);
        return Optional.of(new Held(value, true, now, false));
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
