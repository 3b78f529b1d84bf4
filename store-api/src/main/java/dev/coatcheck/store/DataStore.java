package dev.coatcheck.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps sessions as bytes: a session is an id with a set of named values that live and die together.
 *
 * <p>This is the interface that a driver implements. Applications use {@code dev.coatcheck.SessionManager}, which owns
 * tickets, JSON, compression, limits and argument checks; a driver only moves bytes. {@code store-testkit} has the
 * contract as tests.
 *
 * <p><b>The caller guarantees:</b> no argument is null. An id is 1 to 128 characters of {@code A-Z a-z 0-9 _ -}; a name
 * is 1 to 129 characters of {@code A-Z a-z 0-9 . _ -}, or such a name behind one {@code @}. Every duration is at least
 * one millisecond and at most 3,660 days. No call names the same value twice. A session may be created without values,
 * but no write is without changes.
 *
 * <p><b>The driver guarantees:</b>
 *
 * <ul>
 *   <li><b>Atomic steps.</b> Every method is atomic, and safe from any thread. One round trip each is what it should
 *       cost, which is advice and no guarantee; that the cost does not grow with the number of sessions is one ({@link
 *       #ids()} apart).
 *   <li><b>Ends.</b> A session that is over stays over: each write checks that the session is live in the same atomic
 *       step. A value is dead at its own deadline and never outlives its session. Memory of what is over is given back
 *       within a minute, whether or not anyone calls.
 *   <li><b>One clock</b>, of the driver's choice, says what is over: that of the server where instances share one, so
 *       that all of them agree. It is read with each call; liveness depends on no thread. Elapsed time is what counts,
 *       so a process's own clock is one that nobody sets.
 *   <li><b>Parts of a millisecond</b> may be cut off, of times that are given and of those that are told. One that is
 *       told is zero or more, and never longer than what is left.
 *   <li><b>Versions</b> are positive. Each write has one that is higher than any that the session had before, also a
 *       write that only removes. None is ever used twice for a name under an id: not after the session's end, so that a
 *       session under a reused id answers no old version as unchanged, and not by a server that came back from an older
 *       state. There, a version may be lower than one that was lost. They are less than 2<sup>56</sup>, as microseconds are,
 *       so that the versions of two stores can be told apart.
 *   <li><b>Bytes.</b> A {@link Payload} is never changed. A driver whose values are in this heap gives back the object that
 *       was put. A value whose bytes are gone, since its server evicts or somebody has deleted them by hand, is absent for
 *       every call, whatever version of it a caller holds.
 *   <li><b>Failures.</b> A method that fails has changed nothing, or the store was lost in the middle of the call; then
 *       the change is there whole or not at all.
 * </ul>
 *
 * <p><b>Errors:</b> {@code dev.coatcheck.StoreUnavailableException} where the store cannot be asked, within the
 * configured time; {@code dev.coatcheck.StoreFullException} where it has no room. After {@link #close()} every method but
 * {@link #name()} and {@code close} itself is an {@link IllegalStateException} whose message says that the store is closed.
 * Never an empty result in place of an error.
 */
public interface DataStore extends AutoCloseable {

    /**
     * The name of this kind of store as configuration and log lines have it.
     *
     * @return {@code memory}, {@code redis}, ...
     */
    String name();

    /**
     * Creates a session.
     *
     * @param id the new session's id
     * @param lifetime its remaining time
     * @param first its first values; only puts, at no version or at 0
     * @return false where the id cannot be had: a live session has it or, for the moment, a cluster of servers is moving
     *     its place from one to another. Nothing was changed; another id will do
     */
    boolean create(String id, Duration lifetime, List<Change> first);

    /**
     * Reads values of one session, all as of one moment.
     *
     * @param id the session's id
     * @param wants the values wanted; with none, only liveness and remaining time are read
     * @return one entry per want in the same order; empty where the session is not live
     */
    Optional<Slice> read(String id, List<Want> wants);

    /**
     * Applies all changes, or none.
     *
     * @param id the session's id
     * @param changes what to put and to remove, one at least; removing what is not there is no conflict
     * @return the outcome: applied, in conflict with an expected version, or the session is over
     */
    WriteResult write(String id, List<Change> changes);

    /**
     * Sets a session's remaining time, longer or shorter than it was. Values without a time of their own follow; those
     * with one keep their deadline. Making it longer does not cost more where there are more values whose own time ends
     * before the session's.
     *
     * @param id the session's id
     * @param lifetime the new remaining time
     * @return false where the session is not live
     */
    boolean extend(String id, Duration lifetime);

    /**
     * As {@link #extend}, but a session that has more time left keeps it. So of several callers who want a session to
     * live, none takes from it what another gave.
     *
     * @param id the session's id
     * @param atLeast the remaining time that it has then at least
     * @return false where the session is not live
     */
    boolean prolong(String id, Duration atLeast);

    /**
     * The names of the values that a session holds.
     *
     * @param id the session's id
     * @return a copy; empty where the session is not live
     */
    Set<String> names(String id);

    /**
     * Ends a session with all its values.
     *
     * @param id the session's id
     * @return false where the session was not live
     */
    boolean delete(String id);

    /**
     * Ends a session that holds no value; one whose time is over does not count. A value that somebody else puts meanwhile
     * is either seen, and the session lives on, or meets a session that is over.
     *
     * @param id the session's id
     * @return true where this call has ended the session
     */
    boolean deleteIfEmpty(String id);

    /**
     * The ids of the live sessions. A session that is created or ends meanwhile may or may not be among them. For
     * administration: this is the one call whose cost grows with the number of sessions.
     *
     * @return a lazy stream; the caller closes it
     */
    Stream<String> ids();

    /**
     * What the store can tell of itself without looking at all sessions.
     *
     * @return the figures of this moment
     */
    StoreStats stats();

    /** Asks the store for a sign of life; returns if it gave one. */
    void ping();

    /** Releases what the store holds of this process. Calling it again does nothing. */
    @Override
    void close();
}
