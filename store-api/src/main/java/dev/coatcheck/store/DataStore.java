package dev.coatcheck.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps sessions as bytes: a session is an id with a set of named values that live and die together.
 *
 * <p>Drivers implement this interface. Applications use {@code dev.coatcheck.SessionManager}, which takes care of
 * tickets, JSON, compression, limits and argument checks; a driver only moves bytes. {@code coatcheck-testkit} has this
 * contract as tests.
 *
 * <p><b>The caller guarantees:</b> no argument is null. An id is 1 to 128 characters of {@code A-Z a-z 0-9 _ -}; a name
 * is 1 to 129 characters of {@code A-Z a-z 0-9 . _ -}, or such a name behind one {@code @}. Every duration is at least
 * one millisecond and at most 3,660 days. No call names the same value twice. A session may be created without values;
 * a write has at least one change.
 *
 * <p><b>The driver guarantees:</b>
 *
 * <ul>
 *   <li><b>Atomic steps.</b> Every method is atomic and thread-safe. Its cost does not grow with the number of
 *       sessions, except that of {@link #ids()}. It should be one round trip; that is advice, not a guarantee.
 *   <li><b>Ends.</b> A session that is over stays over: each write checks that the session is live in the same atomic
 *       step. A value is over at its own deadline, and never outlives its session. The memory of values and sessions
 *       that are over is given back within a minute, whether or not anyone calls.
 *   <li><b>One clock</b>, of the driver's choice, decides what is over. Where instances share a server, it is the
 *       server's clock, so that all of them agree. It is read in each call: liveness does not depend on a thread. A
 *       driver that uses the clock of its process takes a monotonic one ({@link System#nanoTime}), since elapsed time
 *       counts.
 *   <li><b>Parts of a millisecond</b> may be cut off, both of durations that are passed in and of those that are
 *       returned. A returned duration is never negative, and never longer than the time that is left.
 *   <li><b>Versions</b> are positive. Each write, also one that only removes, has a version that is higher than all
 *       versions that the session had before. No version is ever used twice for the same name under the same id: not
 *       after the session's end, so that a session under a reused id does not answer with <i>unchanged</i> to an old
 *       version; and not by a server that came back from an older state. After that, a version may be lower than one
 *       that was lost. Versions are less than 2<sup>56</sup>, as microseconds are, so that the versions of two stores can
 *       be told apart.
 *   <li><b>Bytes.</b> A {@link Payload} is never changed. A driver whose values are in this heap returns the same
 *       object that was put. A value whose bytes are gone, because the server evicts or somebody has deleted them by
 *       hand, is absent in every call, whatever version of it a caller holds.
 *   <li><b>Failures.</b> A method that throws has changed nothing; if the store was lost in the middle of the call, the
 *       change was made whole or not at all.
 * </ul>
 *
 * <p><b>Errors:</b> {@code dev.coatcheck.StoreUnavailableException} where the store cannot be asked, within the
 * configured time; {@code dev.coatcheck.StoreFullException} where it has no room. After {@link #close()} every method
 * but {@link #name()} and {@code close} itself throws an {@link IllegalStateException} whose message says that the
 * store is closed. An error is never turned into an empty result.
 */
public interface DataStore extends AutoCloseable {

    /**
     * The name of this kind of store in the configuration and in log lines.
     *
     * @return {@code memory}, {@code redis}, ...
     */
    String name();

    /**
     * Creates a session.
     *
     * @param id the new session's id
     * @param lifetime its remaining time
     * @param first its first values: only puts, either unconditional or at version 0
     * @return false where this id cannot be used: a live session has it, or a cluster is moving its slot from one
     *     server to another at this moment. Nothing was changed then, and the caller tries another id
     */
    boolean create(String id, Duration lifetime, List<Change> first);

    /**
     * Reads values of one session, all as of the same moment. Of each it tells whether it was put with a time to live, see
     * {@link Found#withOwnTime()}: such a value does not follow where the session is extended.
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
     * @param changes at least one; removing a value that is not there is no conflict
     * @return the outcome: applied, in conflict with an expected version, or the session is over
     */
    WriteResult write(String id, List<Change> changes);

    /**
     * Sets a session's remaining time, which may be longer or shorter than before. Values without a time to live of
     * their own follow; values with one keep their deadline. The cost of a longer time does not grow with the number of
     * values whose deadline is before the session's end.
     *
     * @param id the session's id
     * @param lifetime the new remaining time
     * @return false where the session is not live
     */
    boolean extend(String id, Duration lifetime);

    /**
     * As {@link #extend}, but it never makes the remaining time shorter. So callers who prolong the same session at the
     * same time do not undo each other's work.
     *
     * @param id the session's id
     * @param atLeast the least remaining time that the session shall have
     * @return false where the session is not live
     */
    boolean prolong(String id, Duration atLeast);

    /**
     * The names of a session's values.
     *
     * @param id the session's id
     * @return a set of its own for each call; empty where the session is not live
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
     * Ends a session if it has no value; values that are over do not count. If another caller puts a value at the same
     * time, either that comes first and the session lives on, or it finds the session over.
     *
     * @param id the session's id
     * @return true where this call has ended the session
     */
    boolean deleteIfEmpty(String id);

    /**
     * The ids of the live sessions, for administration. A session that is created or ends while the stream is read may
     * or may not be in it. This is the only call whose cost grows with the number of sessions.
     *
     * @return a lazy stream; the caller closes it
     */
    Stream<String> ids();

    /**
     * The store's figures, as far as it knows them without looking at all sessions.
     *
     * @return the figures as of this moment
     */
    StoreStats stats();

    /** Checks that the store answers; throws if it does not. */
    void ping();

    /**
     * Releases the threads, connections, files and memory that the store has in this process. Calling it again does
     * nothing.
     */
    @Override
    void close();
}
