package dev.coatcheck;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult.Outcome;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A handle on one visitor's session. Thread-safe; holds no data, needs no closing, and any number of handles, in any
 * number of processes, may stand for one session.
 *
 * <p>Every call asks the store once where it says nothing else; the first call on a handle from {@link SessionManager#attach(String)} also proves
 * the ticket, which a write does by one more question. Values are encoded when they are put and decoded when they are
 * got: no later change to an object is seen by anyone else.
 *
 * <p>When the session is over, reads are empty and writes throw {@link SessionEndedException}; over it stays. Every
 * method may throw {@link StoreUnavailableException}; a null argument is a {@link NullPointerException} that names it.
 */
public final class Session {
    /** Each is another's change that was made, so a crowd as large as this is through by then. */
    private static final int MOST_CONFLICTS = 1_000;

    private final SessionRecord record;
    private final ValueReader reader;
    private final ValueCodec codec;
    private final Flights flights;
    private final Journal journal;

    Session(SessionRecord record, ValueReader reader, ValueCodec codec, Flights flights, Journal journal) {
        this.record = record;
        this.reader = reader;
        this.codec = codec;
        this.flights = flights;
        this.journal = journal;
    }

    /**
     * The session's id, which may be logged: it opens nothing without the ticket's secret.
     *
     * @return 22 characters, or {@code none} where there is no session
     */
    public String id() {
        return record.id();
    }

    /**
     * The ticket: who has it has the session. It belongs in the visitor's cookie and nowhere else; never log it.
     *
     * @return 66 characters
     * @throws IllegalStateException on a handle from {@link SessionManager#findById}, and where there is no session
     */
    public String ticket() {
        return record.ticket();
    }

    /**
     * The value under a key.
     *
     * @param key where
     * @param <T> the value's type
     * @return empty where there is no value, its time is over, or the session is
     * @throws UnreadableValueException if what stands there is not of the key's type
     */
    public <T> Optional<T> get(Key<T> key) {
        Optional<T> value = reader.get(record, requireKey(key));
        value.ifPresent(found -> journal.retrieved(key, found));
        return value;
    }

    private static <T> Key<T> requireKey(Key<T> key) {
        return Objects.requireNonNull(key, "key");
    }

    /**
     * The value under a key, or a fallback, which is not stored.
     *
     * @param key where
     * @param fallback what to return where there is no value
     * @param <T> the value's type
     * @return the value or the fallback
     * @throws UnreadableValueException if what stands there is not of the key's type
     */
    public <T> T get(Key<T> key, T fallback) {
        Objects.requireNonNull(fallback, "fallback");
        return get(key).orElse(fallback);
    }

    /**
     * Several values as of one moment, in one round trip.
     *
     * @param keys where
     * @return the values; empty ones where the session is over
     */
    public Values getAll(Key<?>... keys) {
        Objects.requireNonNull(keys, "keys");
        Set<Key<?>> distinct = new LinkedHashSet<>();
        for (Key<?> key : keys) {
            distinct.add(requireKey(key));
        }
        return new Values(reader, reader.findAll(record, distinct), journal);
    }

    /**
     * The names under which values stand.
     *
     * @return an unmodifiable set of this moment; empty where the session is over
     */
    public Set<String> names() {
        return record.names();
    }

    /**
     * Whether a value stands under a key, of whatever type.
     *
     * @param key where
     * @return false where there is none, or the session is over
     */
    public boolean contains(Key<?> key) {
        return timeToLive(key).isPresent();
    }

    /**
     * How long a value will live on.
     *
     * @param key where
     * @return the time to its own end or the session's, whichever comes first; empty where there is no value
     */
    public Optional<Duration> timeToLive(Key<?> key) {
        return record.read(List.of(Want.presence(requireKey(key).name()))).flatMap(Session::timeOfFirst);
    }

    private static Optional<Duration> timeOfFirst(Slice slice) {
        Found found = slice.values().get(0);
        if (found.state() == Found.State.ABSENT) {
            return Optional.empty();
        }
        return Optional.of(found.remaining().compareTo(slice.remaining()) < 0 ? found.remaining() : slice.remaining());
    }

    /**
     * Puts a value, for as long as its key says, or else as long as the session lives. Its time starts anew.
     *
     * @param key where
     * @param value what; not kept
     * @param <T> the value's type
     * @throws ValueTooLargeException if its JSON is larger than {@code coatcheck.max-value-bytes}
     * @throws UnwritableValueException if JSON cannot carry it
     * @throws StoreFullException if there is no room for it
     * @throws SessionEndedException if the session is over
     */
    public <T> void put(Key<T> key, T value) {
        requireKey(key);
        Objects.requireNonNull(value, "value");
        record.write(List.of(putting(key, value, key.timeToLive())));
        journal.stored(key, value);
    }

    /**
     * Puts a value for a time of its own.
     *
     * @param key where
     * @param value what; not kept
     * @param timeToLive more than zero, rounded up to milliseconds; a time longer than the session's lives as long as
     *     the session
     * @param <T> the value's type
     * @throws IllegalArgumentException if the time is zero or less
     * @throws ValueTooLargeException if its JSON is larger than {@code coatcheck.max-value-bytes}
     * @throws UnwritableValueException if JSON cannot carry it
     * @throws StoreFullException if there is no room for it
     * @throws SessionEndedException if the session is over
     */
    public <T> void put(Key<T> key, T value, Duration timeToLive) {
        requireKey(key);
        Objects.requireNonNull(value, "value");
        record.write(List.of(putting(key, value, Optional.of(Key.positive(timeToLive)))));
        journal.stored(key, value);
    }

    Change putting(Key<?> key, Object value, Optional<Duration> timeToLive) {
        Payload payload = codec.encode(key, value);
        return timeToLive
                .flatMap(record::ownTime)
                .map(time -> Change.put(key.name(), payload, time))
                .orElseGet(() -> Change.put(key.name(), payload));
    }

    /**
     * Puts a value if none stands there, in one atomic step.
     *
     * @param key where
     * @param value what; not kept
     * @param <T> the value's type
     * @return false where a value stands there already, which it does still
     * @throws ValueTooLargeException if its JSON is larger than {@code coatcheck.max-value-bytes}
     * @throws UnwritableValueException if JSON cannot carry it
     * @throws StoreFullException if there is no room for it
     * @throws SessionEndedException if the session is over
     */
    public <T> boolean putIfAbsent(Key<T> key, T value) {
        requireKey(key);
        Objects.requireNonNull(value, "value");
        boolean put = isApplied(putting(key, value, key.timeToLive()).ifVersion(0));
        if (put) {
            journal.stored(key, value);
        }
        return put;
    }

    private boolean isApplied(Change change) {
        return record.write(List.of(change)).outcome() == Outcome.APPLIED;
    }

    /**
     * Removes a value, of whatever type.
     *
     * @param key where
     * @return false where there was none
     * @throws SessionEndedException if the session is over
     */
    public boolean remove(Key<?> key) {
        return record.write(List.of(Change.remove(requireKey(key).name()))).removed() > 0;
    }

    /**
     * Changes a value in one atomic step, across all instances. Where others change it meanwhile, it is tried again, a
     * thousand times at most; then this is a {@link StoreUnavailableException}, and nothing was written.
     *
     * @param key where
     * @param change gets the value that is there, or empty, and gives the value to put, or empty to have none; may run
     *     more than once, so it should do nothing else
     * @param <T> the value's type
     * @return what {@code change} gave
     * @throws UnreadableValueException if what stands there is not of the key's type
     * @throws ValueTooLargeException if the new value's JSON is larger than {@code coatcheck.max-value-bytes}
     * @throws UnwritableValueException if JSON cannot carry the new value
     * @throws StoreFullException if there is no room for it
     * @throws SessionEndedException if the session is over
     */
    public <T> Optional<T> compute(Key<T> key, Function<Optional<T>, Optional<T>> change) {
        requireKey(key);
        Objects.requireNonNull(change, "change");
        for (int conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
            ValueReader.Answer found = reader.find(record, key);
            Optional<T> old = reader.value(key, found);
            Optional<T> next =
                    Objects.requireNonNull(change.apply(old), "change gave null; to have no value, give empty");
            boolean nothingToDo = old.isEmpty() && next.isEmpty();
            if (nothingToDo || isApplied(to(key, next).ifVersion(found.version()))) {
                next.ifPresent(value -> journal.stored(key, value));
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

    /**
     * Changes a value in one atomic step, across all instances. Where others change it meanwhile, it is tried again, a
     * thousand times at most; then this is a {@link StoreUnavailableException}, and nothing was written.
     *
     * @param key where
     * @param initial what to change where there is no value
     * @param change gives the new value; may run more than once, so it should do nothing else
     * @param <T> the value's type
     * @return the new value
     * @throws UnreadableValueException if what stands there is not of the key's type
     * @throws ValueTooLargeException if the new value's JSON is larger than {@code coatcheck.max-value-bytes}
     * @throws UnwritableValueException if JSON cannot carry the new value
     * @throws StoreFullException if there is no room for it
     * @throws SessionEndedException if the session is over
     */
    public <T> T update(Key<T> key, T initial, UnaryOperator<T> change) {
        Objects.requireNonNull(initial, "initial");
        Objects.requireNonNull(change, "change");
        UnaryOperator<T> checked = old -> Objects.requireNonNull(change.apply(old), "change gave null");
        return compute(key, old -> Optional.of(checked.apply(old.orElse(initial))))
                .orElseThrow();
    }

    /**
     * The value under a key; where there is none, the loader's, which is put there. In this process one loader runs at a
     * time for each key of a session, and whoever else wants the value waits for it; a value that another instance put
     * meanwhile wins.
     *
     * @param key where
     * @param loader gives the value; what it throws, this throws
     * @param <T> the value's type
     * @return the value that is there now
     * @throws UnreadableValueException if what stands there is not of the key's type
     * @throws ValueTooLargeException if the loaded value's JSON is larger than {@code coatcheck.max-value-bytes}
     * @throws UnwritableValueException if JSON cannot carry the loaded value
     * @throws StoreFullException if there is no room for it
     * @throws SessionEndedException if the session is over; then the loader does not run
     * @throws IllegalStateException if the loader asks for the value that it is to load, itself or by way of another
     *     loader that waits for this one
     * @throws StoreUnavailableException if the thread is interrupted while it waits for another's loader
     */
    public <T> T getOrCompute(Key<T> key, Supplier<T> loader) {
        requireKey(key);
        Objects.requireNonNull(loader, "loader");
        for (int conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
            Optional<T> value = reader.value(key, reader.find(record, key));
            if (value.isPresent()) {
                journal.retrieved(key, value.get());
                return value.get();
            }
            Optional<T> loaded = record.alone(flights, key.name(), () -> load(key, loader));
            if (loaded.isPresent()) {
                return loaded.get();
            }
        }
        throw new StoreUnavailableException("the value under key \"" + key.name()
                + "\" was loaded by others and gone again" + " at each of " + MOST_CONFLICTS + " tries");
    }

    private <T> T load(Key<T> key, Supplier<T> loader) {
        Optional<T> meanwhile = reader.value(key, reader.find(record, key));
        if (meanwhile.isPresent()) {
            return meanwhile.get();
        }
        T value = Objects.requireNonNull(loader.get(), "loader gave null");
        return putIfAbsent(key, value) ? value : get(key, value);
    }

    /**
     * Starts a set of changes that are made together.
     *
     * @return an empty batch
     */
    public Batch batch() {
        return new Batch(this);
    }

    void commit(List<Change> changes, Collection<String> stored) {
        record.write(changes);
        stored.forEach(journal::stored);
    }

    /**
     * Gives the session a new ticket; the old one is dead at once, and no data moves. To be called whenever a visitor's
     * rights change, at login above all (OWASP ASVS 5.0, 7.2.4).
     *
     * @return the new ticket, for the visitor's cookie
     * @throws SessionEndedException if the session is over
     */
    public String renew() {
        return record.renew();
    }

    /**
     * Says whose session this is, at login: {@link SessionManager#endAll} ends all sessions of one owner, {@link
     * #endOthers} all but one. A session has one owner, the last that it was given; a new ticket changes nothing about
     * that. Only a hash of the owner's name is stored, from which a name that can be guessed can be confirmed.
     *
     * <p>It costs some four round trips, and four more where the session had another owner, however many sessions or
     * owners there are. After an error the session may be the owner's or not; calling again makes sure of it.
     *
     * <p>The owner's list of sessions stands in the store, as a session does. A store that evicts what is unused
     * ({@code coatcheck.memory.when-full=evict}, a {@code maxmemory-policy} of Redis other than {@code noeviction}) may
     * evict it, and does not find its sessions then.
     *
     * @param owner 1 to 256 characters that the application chooses, such as an account's number; compared exactly
     * @throws IllegalArgumentException if it is empty, longer, or has half a surrogate pair; it is not in the message
     * @throws StoreFullException if there is no room for it
     * @throws SessionEndedException if the session is over
     */
    public void belongsTo(String owner) {
        record.belongsTo(Owner.of(owner));
    }

    /**
     * Ends all other sessions of this session's owner, on every instance: where a password or another factor was
     * changed (OWASP ASVS 5.0, 7.4.3). As {@link SessionManager#endAll}, but that this session lives on.
     *
     * @return how many sessions this call has ended; 0 where this session belongs to nobody
     * @throws SessionEndedException if the session is over
     */
    public int endOthers() {
        return record.endOthers();
    }

    /**
     * How long the session will live if nobody uses it.
     *
     * @return zero where it is over
     */
    public Duration remaining() {
        return record.read(List.of()).map(Slice::remaining).orElse(Duration.ZERO);
    }

    /**
     * Whether the session is live.
     *
     * @return false where it is over, or never was
     */
    public boolean isLive() {
        return record.isLive();
    }

    /**
     * Ends the session with all its values, for good, and takes it off its owner's list. Where it is over already, nothing
     * happens. It costs two round trips, and two more where the session has an owner.
     */
    public void end() {
        record.end();
    }

    /** The id; never the ticket, never a value. */
    @Override
    public String toString() {
        return "session " + id();
    }
}
