package dev.coatcheck;

import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Copies every live session from one store to another: its values as bytes, their remaining times, and the proof of its
 * ticket, so that tickets go on opening what they opened.
 */
public final class SessionCopy {
    private final DataStore from;
    private final DataStore to;
    private final long maxBytesPerSecond;
    private final Consumer<Progress> listener;

    private SessionCopy(DataStore from, DataStore to, long maxBytesPerSecond, Consumer<Progress> listener) {
        this.from = from;
        this.to = to;
        this.maxBytesPerSecond = maxBytesPerSecond;
        this.listener = listener;
    }

    /**
     * A copy from one store to another, which begins with {@link #run()}.
     *
     * @param from is only read
     * @param to gets the sessions
     * @return the copy
     * @throws IllegalArgumentException if both are the same
     */
    public static SessionCopy between(DataStore from, DataStore to) {
        Objects.requireNonNull(from, "from");
        if (from == Objects.requireNonNull(to, "to")) {
            throw new IllegalArgumentException("a store is copied to another one, and these are the same");
        }
        return new SessionCopy(from, to, Long.MAX_VALUE, progress -> {});
    }

    /**
     * The same copy, no faster than that.
     *
     * @param bytes of values, in a second
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
     * The same copy, with a listener that is told now and then, and once at the end.
     *
     * @param progress called by the thread that runs the copy
     * @return another copy
     */
    public SessionCopy onProgress(Consumer<Progress> progress) {
        return new SessionCopy(from, to, maxBytesPerSecond, Objects.requireNonNull(progress, "progress"));
    }

    /**
     * Copies.
     *
     * @return what was done
     */
    public Report run() {
        throw new UnsupportedOperationException();
    }

    /**
     * Compares.
     *
     * @return what differs
     */
    public Comparison compare() {
        throw new UnsupportedOperationException();
    }

    /**
     * What a copy has done.
     *
     * @param copied sessions that the target has got
     * @param alreadyThere sessions that the target had, and has as they were
     * @param ended sessions that ended meanwhile, and were not copied
     * @param changed sessions that were written so often meanwhile that they were not copied
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
     * How far a copy or a comparison has come.
     *
     * @param sessions done, whatever became of them
     * @param total sessions that there are, as counted at the beginning; empty until they are counted
     * @param bytes of the values copied or compared, as they are stored
     * @param bytesPerSecond over the last seconds
     * @param left the time that the rest will take, in seconds, as far as can be told
     * @param elapsed the time that it took so far
     */
    public record Progress(
            long sessions, OptionalLong total, long bytes, long bytesPerSecond, OptionalLong left, Duration elapsed) {}

    /**
     * How the target differs from the source.
     *
     * @param sessions that were compared, those of the source
     * @param missing sessions of the source that the target does not have
     * @param differing sessions that both have, and not alike
     * @param extra sessions that only the target has
     * @param differences the first 1,000 of each kind
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
         * Whether nothing differs.
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
     * One difference. No value is told.
     *
     * @param kind in what way
     * @param sessionId the session's id
     * @param name the value that differs in bytes, time or presence; empty where it is the whole session, or its time
     */
    public record Difference(Kind kind, String sessionId, Optional<String> name) {}
}
