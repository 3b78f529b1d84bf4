package dev.coatcheck.sqlite;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The time by which sessions end, and from which versions are made: microseconds since 1970.
 *
 * <p>The machine's clock is read once, when the store is opened. From then on a clock counts that nobody sets. It is put
 * forward, never back, to the time of any write that it meets: so processes that were opened before and after somebody
 * set the machine's clock soon agree, and a store that is opened after that clock was set back goes on where the file
 * stopped. Thread-safe.
 */
final class StoreClock {
    /** The year 2100. What is above is the time of no write: the file is damaged there, or somebody has written into it. */
    private static final long LATEST = 4_102_444_800_000_000L;

    private final LongSupplier nanos;
    private final AtomicLong offset;
    private final AtomicLong latestVersion = new AtomicLong();

    /**
     * A clock that shows what the machine's clock shows now.
     *
     * @param micros the machine's clock, in microseconds since 1970
     * @param nanos the clock that nobody sets, in nanoseconds
     */
    StoreClock(LongSupplier micros, LongSupplier nanos) {
        this.nanos = nanos;
        this.offset = new AtomicLong(micros.getAsLong() - elapsed());
    }

    private long elapsed() {
        return Math.floorDiv(nanos.getAsLong(), 1_000L);
    }

    /** What it shows, never less than it did. */
    long micros() {
        return offset.get() + elapsed();
    }

    /** Shows at least this time from now on; the version of a write is its time. */
    void atLeast(long version) {
        if (version > micros() && version < LATEST) {
            offset.accumulateAndGet(version - elapsed(), Math::max);
        }
    }

    /** The time as a version that this process has not used before. */
    long nextVersion() {
        long now = micros();
        return latestVersion.accumulateAndGet(now, (latest, time) -> Math.max(latest + 1, time));
    }
}
