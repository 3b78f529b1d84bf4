package dev.coatcheck.memory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Nanoseconds since the store was opened, from a monotonic clock. Reading that clock costs more than a read of a value
 * does, so there is a coarse time beside it, some milliseconds old. Thread-safe.
 */
final class Clock {
    private final LongSupplier nanos;
    private final long origin;
    private final boolean ticks;
    private final AtomicLong coarse = new AtomicLong();

    private Clock(LongSupplier nanos, boolean ticks) {
        this.nanos = nanos;
        this.origin = nanos.getAsLong();
        this.ticks = ticks;
    }

    /** A clock whose coarse time is as old as the last {@link #tick()}. */
    static Clock ticking() {
        return new Clock(System::nanoTime, true);
    }

    /** A clock whose coarse time is exact. */
    static Clock exact(LongSupplier nanos) {
        return new Clock(nanos, false);
    }

    long now() {
        return nanos.getAsLong() - origin;
    }

    long coarse() {
        return ticks ? coarse.get() : now();
    }

    /** The exact time, which the coarse time is not behind then: no session has more time left than it was given. */
    long tick() {
        long now = now();
        coarse.accumulateAndGet(now, Math::max);
        return now;
    }
}
