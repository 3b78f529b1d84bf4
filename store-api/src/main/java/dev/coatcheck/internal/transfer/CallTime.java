package dev.coatcheck.internal.transfer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long it takes to create a session, as far as the last ones tell. A session that is created has its times from some
 * moment within the call, so the call's length is taken off beforehand. Thread-safe.
 */
final class CallTime {
    /** Nobody misses so little, and to bring one that is late to its right times takes several calls. */
    private static final long LEAST = 50_000_000;

    private static final long MOST = 1_000_000_000;
    private static final int FADING = 16;

    private final AtomicLong nanos = new AtomicLong(LEAST);

    /** The nanoseconds to take off. */
    long expected() {
        return nanos.get();
    }

    /** Notes how many nanoseconds a call took: half as many again are expected of the next ones, and less as time goes. */
    void took(long call) {
        nanos.updateAndGet(last -> Math.min(MOST, Math.max(Math.max(LEAST, call + call / 2), last - last / FADING)));
    }
}
