package dev.coatcheck;

import java.time.Duration;

/**
 * Until when a handle may use its session without looking at it again: as long as the time that the session had when it
 * was looked at is enough for the idle timeout after the use. Thread-safe.
 */
final class LastUse {
    private final Duration idleTimeout;
    private volatile boolean isKnown;
    private volatile long dueNanos;

    LastUse(Duration idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    /** Whether the handle must look again. */
    boolean isDue() {
        return !isKnown || System.nanoTime() - dueNanos >= 0;
    }

    /**
     * The session was used, and has this time from then on.
     *
     * @param askedNanos when the store was asked, on {@link System#nanoTime()}: not later than it answered for
     * @param remaining the time until the session idles out
     * @param lifetimeLeft the time until its lifetime ends: nothing is to be told once both are the same
     */
    void used(long askedNanos, Duration remaining, Duration lifetimeLeft) {
        Duration quiet = remaining.compareTo(lifetimeLeft) < 0 ? remaining.minus(idleTimeout) : lifetimeLeft;
        dueNanos = askedNanos + quiet.toNanos();
        isKnown = true;
    }
}
