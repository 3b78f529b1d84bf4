package dev.coatcheck;

import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies every live session from one store to another: its values as bytes, their remaining times, and the proof of its
 * ticket, so that tickets go on opening what they opened, and {@link SessionManager#endAll} ends what it ended. Nothing
 * is decoded, and nothing changes in the source.
 *
 * <pre>{@code
 * SessionCopy copy = SessionCopy.between(from, to);
 * SessionCopy.Report report = copy.run();
 * SessionCopy.Comparison comparison = copy.compare();
 * }</pre>
 *
 * <p><b>Each session is copied in one step, as of one moment</b>, and the target has it whole or not at all; one of
 * more than 8 MB comes some values at a time, and no ticket opens it before it is whole. One that the
 * target has already is left as it is there, and counted; so a copy that was interrupted, or has failed, is run again and
 * copies the rest. What is written to a session of the source after it was copied is not in the target, what ends there
 * afterwards lives on in the target, and a ticket that is renewed there is the old one in the target: whoever copies for
 * good stops writing to the source first. A session that ends while it is being copied is not in the target when {@link
 * #run} has returned; where the process dies or a store fails in that moment, it may be, and {@link #compare} tells of it.
 * One that begins meanwhile may be copied or not.
 *
 * <p><b>Times</b> are carried over as remaining times, since clocks differ. They only get shorter: by as long as the copy
 * of that one session took and, beside that, by some 50 ms, or a second at most where the target is slow. A value that
 * ends with its session goes on doing so; so does one whose own time was as long to the millisecond. An owner's list of
 * sessions does not count as a session: the target gets it with them. What stands damaged in a value's place is left out.
 *
 * <p><b>Speed.</b> Four threads, named {@code coatcheck-copy-1} and so on, which end with the call; each holds 8 MB of
 * sessions in memory, or one value. Without a limit, small sessions are created many in one call, where the target can.
 *
 * <p><b>Errors.</b> A store that cannot be asked is asked again by its driver, as long as that takes for any call; then it
 * is a {@link StoreUnavailableException}, whose message tells what was done by then. One without room is a {@link
 * StoreFullException} that tells so, too. A closed store is an {@link IllegalStateException}.
 *
 * <p>Immutable, and thread-safe as the stores are. Neither store is closed.
 */
public final class SessionCopy {
    private final DataStore from;
    private final DataStore to;
    private final long maxBytesPerSecond;
    private final @Nullable Consumer<Progress> listener;

    private SessionCopy(DataStore from, DataStore to, long maxBytesPerSecond, @Nullable Consumer<Progress> listener) {
        this.from = from;
        this.to = to;
        this.maxBytesPerSecond = maxBytesPerSecond;
        this.listener = listener;
    }

    /**
     * A copy from one store to another. No store is asked yet.
     *
     * @param from is only read
     * @param to gets the sessions
     * @return the copy
     * @throws IllegalArgumentException if both are the same object
     */
    @SuppressWarnings("ReferenceEquality") // stores have no other equality
    public static SessionCopy between(DataStore from, DataStore to) {
        Objects.requireNonNull(from, "from");
        if (from == Objects.requireNonNull(to, "to")) {
            throw new IllegalArgumentException("a store is copied to another one, and these are the same");
        }
        return new SessionCopy(from, to, Long.MAX_VALUE, null);
    }

    /**
     * The same copy, no faster than that; a comparison neither. Sessions go evenly, each at once: what one has more than
     * there are bytes in a second is waited for afterwards.
     *
     * @param bytes of values as they are stored, in a second; all there are, without this
     * @return another copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public SessionCopy maxBytesPerSecond(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("bytes are more than zero, these are " + bytes);
        }
        return new SessionCopy(from, to, bytes, listener);
    }

    /**
     * The same copy, with a listener instead of the one that it has. It is told about ten times a second, and at the end
     * unless that is an exception. With one, the source's sessions are counted first, which takes a walk over their ids.
     *
     * @param progress called by the thread that called {@link #run} or {@link #compare}; what it throws ends that call
     * @return another copy
     */
    public SessionCopy onProgress(Consumer<Progress> progress) {
        return new SessionCopy(from, to, maxBytesPerSecond, Objects.requireNonNull(progress, "progress"));
    }

    /**
     * Copies all sessions. Where the thread is interrupted, it returns as soon as the sessions that have begun are done; the
     * interrupt status stays, and the report says so.
     *
     * @return what was done
     * @throws IllegalArgumentException if what is put in one store is seen in the other: they are the same
     * @throws StoreUnavailableException if a store cannot be asked; running it again copies the rest
     * @throws StoreFullException if the target has no room for a session; those before it are there
     */
    public Report run() {
        return new CopyRun(from, to, new SessionWalk(maxBytesPerSecond, listener)).run();
    }

    /**
     * Compares the sessions of both stores, in bytes and in remaining times; times that differ by five seconds or less are
     * the same, and what has no more than that left does not count. What is written or ends meanwhile may be told as a
     * difference. Also one is a session that its owner's list in the target does not have, under the name {@code @owner}.
     * Interrupted as {@link #run} is.
     *
     * @return what differs
     * @throws StoreUnavailableException if a store cannot be asked
     */
    public Comparison compare() {
        return new CompareRun(from, to, new SessionWalk(maxBytesPerSecond, listener)).run();
    }

    /**
     * What a copy has done.
     *
     * @param copied sessions that the target has got
     * @param alreadyThere sessions that the target had, and has as they were
     * @param ended sessions that ended meanwhile, and were not copied
     * @param changed sessions that were not copied, since they were written so often that they could not be read as of one
     *     moment; to be run again
     * @param bytes of the values copied, as they are stored
     * @param elapsed the time that it took
     * @param interrupted whether it was stopped before its end; to be run again
     */
    public record Report(
            long copied,
            long alreadyThere,
            long ended,
            long changed,
            long bytes,
            Duration elapsed,
            boolean interrupted) {}

    /**
     * How far a copy or a comparison is.
     *
     * @param sessions done, whatever became of them
     * @param total sessions that there were to do at the beginning; empty until they are counted
     * @param bytes of the values copied or compared, as they are stored
     * @param bytesPerSecond over the last five seconds
     * @param left the time that the rest takes at the speed of all so far, in seconds, rounded up; empty before the first
     *     session
     * @param elapsed the time that it took so far
     */
    public record Progress(
            long sessions, OptionalLong total, long bytes, long bytesPerSecond, OptionalLong left, Duration elapsed) {}

    /**
     * How the target differs from the source.
     *
     * @param sessions of the source that were compared
     * @param missing sessions of the source that the target does not have
     * @param differing sessions that both have, and not alike
     * @param extra sessions that only the target has
     * @param differences of each kind the first 1,000 that were found, in the order of their ids and names; a session may
     *     have several, one for each value that differs
     * @param interrupted whether it was stopped before its end; then the counts are of what was compared by then
     */
    public record Comparison(
            long sessions,
            long missing,
            long differing,
            long extra,
            List<Difference> differences,
            boolean interrupted) {
        /**
         * Whether all was compared, and nothing differs.
         *
         * @return false too where it was stopped before its end
         */
        public boolean isSame() {
            return missing + differing + extra == 0 && !interrupted;
        }
    }

    /** How one session differs. */
    public enum Kind {
        /** The target does not have it. */
        MISSING,
        /** Both have it, and not alike. */
        DIFFERING,
        /** Only the target has it. */
        EXTRA
    }

    /**
     * One difference; never a value.
     *
     * @param kind in what way
     * @param sessionId the session's id
     * @param name the value that differs in its bytes or its time, or that only one of them has; empty where it is the whole
     *     session, or its time
     */
    public record Difference(Kind kind, String sessionId, Optional<String> name) {}
}
