package dev.coatcheck.internal.value;

import dev.coatcheck.Key;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.codec.JsonCodec;
import dev.coatcheck.internal.hot.HotLookup;
import dev.coatcheck.internal.metrics.SessionMetrics;
import dev.coatcheck.internal.session.SessionLife;
import dev.coatcheck.internal.session.Sessions;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads, writes and changes the typed values of a manager's sessions. Thread-safe. */
public final class SessionValues {
    /** Each is another's change that was made, so a crowd as large as this is through by then. */
    private static final int MOST_CONFLICTS = 1_000;

    private final Sessions sessions;
    private final ValueCodec codec;
    private final SessionMetrics metrics;
    private final SingleFlight loaders = new SingleFlight();

    /** Encodes and decodes with the given codec. */
    public SessionValues(Sessions sessions, JsonCodec json) {
        this.sessions = sessions;
        this.codec = new ValueCodec(json);
        this.metrics = sessions.metrics();
    }

    /** The value under a key; empty where there is none. */
    public <T> Optional<T> get(SessionLife session, Key<T> key) {
        HotLookup kept = lookup(session, key);
        Object fresh = kept.fresh();
        Optional<T> value;
        if (fresh != null && session.verifyUnasked(kept.id())) {
            sessions.store().answeredUnasked();
            value = Optional.of(Answer.cast(key, fresh));
        } else {
            value = Answer.of(kept, session.read(kept.id(), kept.wants()), 0).value(key, codec);
        }
        if (value.isPresent()) {
            metrics.retrieved(key.name(), value.get());
        }
        return value;
    }

    /** Several values, as of one moment. */
    public Answers getAll(SessionLife session, Set<Key<?>> keys) {
        String id = session.id();
        Answers.Asked asked = new Answers.Asked(sessions.hot(), id, keys);
        return asked.answers(session.read(id, asked.wants()), codec, metrics);
    }

    /** What stands under a key now, for who is going to write. */
    private Answer find(SessionLife session, Key<?> key) {
        HotLookup kept = lookup(session, key);
        return Answer.of(kept, session.readToWrite(kept.id(), kept.wants()), 0);
    }

    private HotLookup lookup(SessionLife session, Key<?> key) {
        return new HotLookup(sessions.hot(), session.id(), key.name(), key.type());
    }

    /** How long a value will live on; empty where there is none. */
    public Optional<Duration> timeToLive(SessionLife session, Key<?> key) {
        return session.read(List.of(Want.presence(key.name()))).flatMap(SessionValues::timeOfFirst);
    }

    private static Optional<Duration> timeOfFirst(Slice slice) {
        Found found = slice.values().get(0);
        if (found.state() == Found.State.ABSENT) {
            return Optional.empty();
        }
        return Optional.of(found.remaining().compareTo(slice.remaining()) < 0 ? found.remaining() : slice.remaining());
    }

    /** A change that puts a value, for a time of its own or as long as the session lives. */
    public Change putting(Key<?> key, Object value, Optional<Duration> timeToLive) {
        Payload payload = codec.encode(key, value);
        return timeToLive
                .flatMap(sessions.expiry()::ofValue)
                .map(time -> Change.put(key.name(), payload, time))
                .orElseGet(() -> Change.put(key.name(), payload));
    }

    /** Puts a value, for a time of its own or as long as the session lives. */
    public void put(SessionLife session, Key<?> key, Object value, Optional<Duration> timeToLive) {
        session.write(List.of(putting(key, value, timeToLive)));
        metrics.stored(key.name(), value);
    }

    /** Puts a value where there is none; false where there is one. */
    public boolean putIfAbsent(SessionLife session, Key<?> key, Object value) {
        boolean put = write(session, putting(key, value, key.timeToLive()).ifVersion(0));
        if (put) {
            metrics.stored(key.name(), value);
        }
        return put;
    }

    /** False where the value has not the version expected. */
    private static boolean write(SessionLife session, Change change) {
        return session.write(List.of(change)).outcome() == Outcome.APPLIED;
    }

    /** Makes changes together; {@code stored} describes what they put. */
    public void commit(SessionLife session, List<Change> changes, Iterable<String> stored) {
        session.write(changes);
        stored.forEach(metrics::stored);
    }

    /** Removes a value; false where there was none. */
    public boolean remove(SessionLife session, Key<?> key) {
        return session.write(List.of(Change.remove(key.name()))).removed() > 0;
    }

    /** Changes a value in one step; what it is then. */
    public <T> Optional<T> compute(SessionLife session, Key<T> key, Function<Optional<T>, Optional<T>> change) {
        for (int conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
            Answer answer = find(session, key);
            Optional<T> old = answer.value(key, codec);
            Optional<T> next =
                    Objects.requireNonNull(change.apply(old), "change gave null; to have no value, give empty");
            boolean nothingToDo = old.isEmpty() && next.isEmpty();
            if (nothingToDo
                    || write(session, to(key, next).ifVersion(answer.found().version()))) {
                next.ifPresent(value -> metrics.stored(key.name(), value));
                return next;
            }
            letOthersFinish(conflicts);
        }
        throw new StoreUnavailableException("the value under key \"" + key.name()
                + "\" was changed by others at each of " + MOST_CONFLICTS + " tries; nothing was written");
    }

    private Change to(Key<?> key, Optional<?> value) {
        return value.map(present -> putting(key, present, key.timeToLive())).orElseGet(() -> Change.remove(key.name()));
    }

    /** Waits for a random time that grows with the conflicts met, at most some 4 ms. */
    private static void letOthersFinish(int conflicts) {
        long atMostNanos = 4_000L << Math.min(conflicts, 10);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(atMostNanos));
    }

    /** The value under a key; where there is none, the loader's, which is put there. */
    public <T> T getOrCompute(SessionLife session, Key<T> key, Supplier<T> loader) {
        for (int conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
            Optional<T> value = find(session, key).value(key, codec);
            if (value.isPresent()) {
                metrics.retrieved(key.name(), value.get());
                return value.get();
            }
            Optional<T> loaded = alone(session, key.name(), () -> load(session, key, loader));
            if (loaded.isPresent()) {
                return loaded.get();
            }
        }
        throw new StoreUnavailableException("the value under key \"" + key.name()
                + "\" was loaded by others and gone again" + " at each of " + MOST_CONFLICTS + " tries");
    }

    /**
     * Does a piece of work once at a time for all threads of the handle, and for all handles on the session; where that
     * is still to be created, this handle is the only one.
     */
    private <T> Optional<T> alone(SessionLife session, String name, Supplier<T> work) {
        return loaders.first(
                        List.of(session, name),
                        () -> session.isToBeCreated()
                                ? Optional.of(work.get())
                                : loaders.first(List.of(session.id(), name), work))
                .flatMap(result -> result);
    }

    private <T> T load(SessionLife session, Key<T> key, Supplier<T> loader) {
        Optional<T> meanwhile = find(session, key).value(key, codec);
        if (meanwhile.isPresent()) {
            return meanwhile.get();
        }
        T value = Objects.requireNonNull(loader.get(), "loader gave null");
        return putIfAbsent(session, key, value) ? value : get(session, key).orElse(value);
    }
}
