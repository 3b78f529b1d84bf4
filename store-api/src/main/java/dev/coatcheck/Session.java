package dev.coatcheck;

import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.session.OwnerCommands;
import dev.coatcheck.internal.session.SessionLife;
import dev.coatcheck.internal.value.SessionValues;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A handle on one visitor's session. Thread-safe; holds no data, needs no closing, and any number of handles, in any
 * number of processes, may stand for one session.
 *
 * <p>Every call asks the store once unless it says otherwise. The first call on a handle from {@link
 * SessionManager#attach(String)} also verifies the ticket; where that call is a write, it asks the store twice. Values
 * are encoded when they are put and decoded when they are got: no later change to an object is seen by anyone else.
 *
 * <p>When the session is over, reads are empty and writes throw {@link SessionEndedException}; it never comes back. Every
 * method may throw {@link StoreUnavailableException}; a null argument is a {@link NullPointerException} that names it.
 */
public final class Session {
    private final SessionLife life;
    private final SessionValues values;
    private final OwnerCommands owners;

    Session(SessionLife life, SessionValues values, OwnerCommands owners) {
        this.life = life;
        this.values = values;
        this.owners = owners;
    }

    /**
     * The session's id, which may be logged: it opens nothing without the ticket's secret.
     *
     * @return 22 characters, or {@code none} where there is no session
     */
    public String id() {
        return life.id();
    }

    /**
     * The ticket: who has it has the session. It belongs in the visitor's cookie and nowhere else; never log it.
     *
     * @return 66 characters
     * @throws IllegalStateException on a handle from {@link SessionManager#findById}, and where there is no session
     */
    public String ticket() {
        return life.ticket();
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
        return values.get(life, requireKey(key));
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
        return new Values(values.getAll(life, distinct));
    }

    /**
     * The names under which values stand.
     *
     * @return an unmodifiable set of this moment; empty where the session is over
     */
    public Set<String> names() {
        return life.names();
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
        return values.timeToLive(life, requireKey(key));
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
        values.put(life, key, value, key.timeToLive());
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
        values.put(life, key, value, Optional.of(Key.positive(timeToLive)));
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
        return values.putIfAbsent(life, key, value);
    }

    /**
     * Removes a value, of whatever type.
     *
     * @param key where
     * @return false where there was none
     * @throws SessionEndedException if the session is over
     */
    public boolean remove(Key<?> key) {
        return values.remove(life, requireKey(key));
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
        return values.compute(life, key, change);
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
        return values.getOrCompute(life, key, loader);
    }

    /**
     * Starts a set of changes that are made together.
     *
     * @return an empty batch
     */
    public Batch batch() {
        return new Batch(life, values);
    }

    /**
     * Gives the session a new ticket; the old one is dead at once, and no data moves. To be called whenever a visitor's
     * rights change, at login above all (OWASP ASVS 5.0, 7.2.4).
     *
     * @return the new ticket, for the visitor's cookie
     * @throws SessionEndedException if the session is over
     */
    public String renew() {
        return life.renew();
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
        owners.give(life, Owner.of(owner));
    }

    /**
     * Ends all other sessions of this session's owner, on every instance: where a password or another factor was
     * changed (OWASP ASVS 5.0, 7.4.3). As {@link SessionManager#endAll}, but that this session lives on.
     *
     * @return how many sessions this call has ended; 0 where this session belongs to nobody
     * @throws SessionEndedException if the session is over
     */
    public int endOthers() {
        return owners.endOthers(life);
    }

    /**
     * How long the session will live if nobody uses it.
     *
     * @return zero where it is over
     */
    public Duration remaining() {
        return life.remaining().orElse(Duration.ZERO);
    }

    /**
     * Whether the session is live.
     *
     * @return false where it is over, or never was
     */
    public boolean isLive() {
        return life.remaining().isPresent();
    }

    /**
     * Ends the session with all its values, for good, and takes it off its owner's list. Where it is over already, nothing
     * happens. It costs two round trips, and two more where the session has an owner.
     */
    public void end() {
        life.end();
    }

    /** The id; never the ticket, never a value. */
    @Override
    public String toString() {
        return "session " + id();
    }
}
