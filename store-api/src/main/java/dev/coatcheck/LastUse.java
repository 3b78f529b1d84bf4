package dev.coatcheck;

import java.time.Duration;
import java.util.Optional;

/** When a handle has last used its session, for sessions that idle out. Thread-safe. */
final class LastUse {
    /** The store is told of a use once this part of the idle timeout is gone. */
    private static final int SLACK = 20;

    private final Lifetimes lifetimes;
    private final long slackNanos;
    private volatile boolean isKnown;
    private volatile long atNanos;

    LastUse(Lifetimes lifetimes, Duration idleTimeout) {
        this.lifetimes = lifetimes;
        this.slackNanos = idleTimeout.dividedBy(SLACK).toNanos();
    }

    /** Whether it is so long ago that the handle must look again. */
    boolean isDue() {
        return !isKnown || System.nanoTime() - atNanos > slackNanos;
    }

    /**
     * The session is used now.
     *
     * @return the time that it gets, where it has so much less that the store must be told
     */
    Optional<Duration> now(Duration remaining, Duration lifetimeLeft) {
        atNanos = System.nanoTime();
        isKnown = true;
        Duration next = lifetimes.afterUse(lifetimeLeft);
        return Optional.of(next).filter(time -> remaining.compareTo(time.minus(time.dividedBy(SLACK))) < 0);
    }
}
