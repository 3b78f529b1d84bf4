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
 * A handle on one visitor's session. It holds no data and needs no closing. Several handles, also in several processes,
 * may stand for the same session. Thread-safe.
 *
 * <p>Every call is one round trip to the store unless it says otherwise. The first call on a handle from {@link
 * SessionManager#attach(String)} also verifies the ticket; if that call is a write, it is two round trips. Values are
 * encoded when they are put and decoded when they are read, so a later change to an object changes nothing in the
 * session.
 *
 * <p>A session that is over never comes back: reads are empty, and writes throw {@link SessionEndedException}. Every
 * method may throw {@link StoreUnavailableException}. A null argument is a {@link NullPointerException} that names the
 * parameter.
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
     * The session's id. It may be logged: without the ticket's secret it gives access to nothing.
     *
     * @return 22 characters, or {@code none} where there is no session
     */
    public String id() {
        return life.id();
    }

    /**
     * The ticket. Whoever has it has the session, so it belongs in the visitor's cookie and nowhere else; never log it.
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
     * @param key the key
     * @param <T> the value's type
     * @return the value, or empty where there is none, its time is over, or the session is over
     * @throws UnreadableValueException if the stored value cannot be read as the key's type
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
     * @param key the key
     * @param fallback what to return where there is no value
     * @param <T> the value's type
     * @return the value or the fallback
     * @throws UnreadableValueException if the stored value cannot be read as the key's type
     */
    public <T> T get(Key<T> key, T fallback) {
        Objects.requireNonNull(fallback, "fallback");
        return get(key).orElse(fallback);
    }

    /**
     * Reads several values in one round trip, all as of the same moment.
     *
     * @param keys the keys
     * @return the values; all of them are empty where the session is over
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
     * The names of the values in this session.
     *
     * @return an unmodifiable set, as of this moment; empty where the session is over
     */
    public Set<String> names() {
        return life.names();
    }

    /**
     * Whether there is a value under a key, whatever its type.
     *
     * @param key the key
     * @return false where there is none, or the session is over
     */
    public boolean contains(Key<?> key) {
        return timeToLive(key).isPresent();
    }

    /**
     * How long a value will live on.
     *
     * @param key the key
     * @return the time until its own end or the session's, whichever comes first; empty where there is no value
     */
    public Optional<Duration> timeToLive(Key<?> key) {
        return values.timeToLive(life, requireKey(key));
    }

    /**
     * Puts a value. It lives for its key's time to live, which starts anew, or as long as the session where the key has
     * none.
     *
     * @param key the key
     * @param value the value; the object itself is not kept
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
     * Puts a value with the given time to live, whatever its key says.
     *
     * @param key the key
     * @param value the value; the object itself is not kept
     * @param timeToLive more than zero, rounded up to milliseconds; where it is longer than the session's remaining
     *     time, the value lives as long as the session
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
     * Puts a value if there is none under its key, in one atomic step.
     *
     * @param key the key
     * @param value the value; the object itself is not kept
     * @param <T> the value's type
     * @return false where there is a value already; it is unchanged
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
     * Removes a value, whatever its type.
     *
     * @param key the key
     * @return false where there was none
     * @throws SessionEndedException if the session is over
     */
    public boolean remove(Key<?> key) {
        return values.remove(life, requireKey(key));
    }

    /**
     * Changes a value in one atomic step, across all instances: one round trip to read it and one to write it. If
     * another caller changes it in between, both are tried again. After a thousand such attempts this throws {@link
     * StoreUnavailableException}, and nothing was written.
     *
     * @param key the key
     * @param change takes the present value, or empty where there is none, and returns the value to put, or empty to
     *     remove it; it may run more than once, so it should have no side effects
     * @param <T> the value's type
     * @return what {@code change} returned
     * @throws UnreadableValueException if the stored value cannot be read as the key's type
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
     * Changes a value in one atomic step, across all instances: one round trip to read it and one to write it. If
     * another caller changes it in between, both are tried again. After a thousand such attempts this throws {@link
     * StoreUnavailableException}, and nothing was written.
     *
     * @param key the key
     * @param initial what {@code change} takes where there is no value
     * @param change takes the present value and returns the new one; it may run more than once, so it should have no
     *     side effects
     * @param <T> the value's type
     * @return the new value
     * @throws UnreadableValueException if the stored value cannot be read as the key's type
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
     * The value under a key. Where there is none, the loader's value is put there and returned. In this process one
     * loader runs at a time for each key of a session, and other callers wait for its value. A value that another
     * instance has put in the meantime is kept, and returned instead of the loader's. It costs one round trip where
     * there is a value, and three where the loader runs.
     *
     * @param key the key
     * @param loader makes the value; what it throws is thrown to the caller
     * @param <T> the value's type
     * @return the value that is there now
     * @throws UnreadableValueException if the stored value cannot be read as the key's type
     * @throws ValueTooLargeException if the loaded value's JSON is larger than {@code coatcheck.max-value-bytes}
     * @throws UnwritableValueException if JSON cannot carry the loaded value
     * @throws StoreFullException if there is no room for it
     * @throws SessionEndedException if the session is over; the loader does not run then
     * @throws IllegalStateException if the loader asks for the very value that it is to make, directly or through
     *     another loader
     * @throws StoreUnavailableException also if the thread is interrupted while it waits for another caller's loader
     */
    public <T> T getOrCompute(Key<T> key, Supplier<T> loader) {
        requireKey(key);
        Objects.requireNonNull(loader, "loader");
        return values.getOrCompute(life, key, loader);
    }

    /**
     * Begins a set of changes that are committed together.
     *
     * @return an empty batch
     */
    public Batch batch() {
        return new Batch(life, values);
    }

    /**
     * Replaces the session's ticket: the old one is worthless at once, and the values stay where they are. Call it
     * whenever a visitor's rights change, above all at login (OWASP ASVS 5.0, 7.2.4).
     *
     * @return the new ticket, for the visitor's cookie
     * @throws SessionEndedException if the session is over
     */
    public String renew() {
        return life.renew();
    }

    /**
     * Records whose session this is; call it at login. {@link SessionManager#endAll} then ends all sessions of an
     * owner, and {@link #endOthers} all but one. A session has one owner: a second call replaces the first one's, and
     * {@link #renew} keeps it. The store gets a hash of the owner's name, not the name; whoever reads the store can
     * still test whether a name that they guess is the owner's.
     *
     * <p>It costs about five round trips, and four more where the session had another owner, however many sessions and
     * owners there are. After an exception the session may or may not belong to the owner; calling again makes sure of
     * it.
     *
     * <p>The owner's list of sessions is kept in the store. A store that evicts ({@code
     * coatcheck.memory.when-full=evict}, or a {@code maxmemory-policy} of Redis other than {@code noeviction}) may
     * evict that list; the owner's sessions are then not found by {@code endAll} and {@code endOthers}.
     *
     * @param owner 1 to 256 characters of the application's choice, such as an account number; compared exactly
     * @throws IllegalArgumentException if it is empty, too long, or not well-formed Unicode (a surrogate without its
     *     other half); the message does not contain it
     * @throws StoreFullException if there is no room for it
     * @throws SessionEndedException if the session is over
     */
    public void belongsTo(String owner) {
        owners.give(life, Owner.of(owner));
    }

    /**
     * Ends all other sessions of this session's owner, on every instance. Call it where a password or another factor of
     * authentication was changed (OWASP ASVS 5.0, 7.4.3). It costs what {@link SessionManager#endAll} costs.
     *
     * @return how many sessions this call has ended; 0 where this session has no owner
     * @throws SessionEndedException if the session is over
     */
    public int endOthers() {
        return owners.endOthers(life);
    }

    /**
     * Gives this session an idle timeout of its own, on every instance and for as long as it lives: longer for a visitor
     * who wants to be remembered, shorter for an administrator. It counts from now, in place of {@code
     * coatcheck.idle-timeout} and also where there is none. It is never longer than {@code coatcheck.max-idle-timeout},
     * and no session outlives its lifetime. {@link #renew} keeps it. It costs three round trips, and three more where
     * the time becomes longer and the session has an owner.
     *
     * <p>A handle that somebody has kept from before may learn of it late, or never where the configuration has no idle
     * timeout. So do not keep a handle for longer than a request or a job.
     *
     * @param idleTimeout how long the session lives after its last use, never shorter and up to a tenth longer; more than
     *     zero, rounded up to milliseconds
     * @throws IllegalArgumentException if the time is zero or less
     * @throws SessionEndedException if the session is over
     */
    public void idleTimeout(Duration idleTimeout) {
        Objects.requireNonNull(idleTimeout, "idleTimeout");
        if (idleTimeout.isZero() || idleTimeout.isNegative()) {
            throw new IllegalArgumentException("idleTimeout is " + idleTimeout + "; it must be more than zero");
        }
        Duration most = Setting.LONGEST;
        life.idleTimeout(
                idleTimeout.compareTo(most) < 0
                        ? Duration.ofMillis(idleTimeout.plusNanos(999_999).toMillis())
                        : most);
    }

    /**
     * A handle on the same session whose reads do not count as use: what only looks, such as a page that asks every
     * minute whether there is news, then does not keep a session from idling out. Writes count, also on such a handle.
     * It shares the ticket with this handle: {@link #renew} and {@link #end} on one are seen by the other. No round
     * trip; the ticket is verified with the first call.
     *
     * @return a handle, to be used for the same time as this one
     */
    public Session peek() {
        return new Session(life.peek(), values, owners);
    }

    /**
     * How long the session will live if it is not used again.
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
     * Ends the session and removes all its values, and takes it off its owner's list. It does nothing where the session
     * is over already. It costs two round trips, and two more where the session has an owner.
     */
    public void end() {
        life.end();
    }

    /** The id; never the ticket or a value. */
    @Override
    public String toString() {
        return "session " + id();
    }
}
