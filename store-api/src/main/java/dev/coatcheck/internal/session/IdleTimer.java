package dev.coatcheck.internal.session;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Until when a handle may use its session without telling the store: as long as the time that the session had when it
 * was looked at is enough for the idle timeout after the use. Never due where sessions do not idle out. Thread-safe.
 */
final class IdleTimer {
    private static final IdleTimer OFF = new IdleTimer(null);

    private final @Nullable Duration idleTimeout;
    private volatile boolean isStarted;
    private volatile long dueNanos;

    private IdleTimer(@Nullable Duration idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    static IdleTimer of(ExpiryPolicy expiry) {
        return expiry.idleTimeout().map(IdleTimer::new).orElse(OFF);
    }

    /** This, if the session has that idle timeout; else one that has not been started. */
    IdleTimer under(ExpiryPolicy expiry) {
        return Objects.equals(expiry.idleTimeout().orElse(null), idleTimeout) ? this : of(expiry);
    }

    /** Whether there is an idle timeout. */
    boolean isOn() {
        return idleTimeout != null;
    }

    /** Whether the store must be told of a use. */
    boolean isDue() {
        return isOn() && (!isStarted || System.nanoTime() - dueNanos >= 0);
    }

    /** For {@link #restart}; any time at all where there is no idle timeout. */
    long now() {
        return isOn() ? System.nanoTime() : 0;
    }

    /**
     * The session was used, and has this time from then on.
     *
     * @param askedNanos when the store was asked: not later than it answered for
     * @param remaining the time until the session idles out
     * @param lifetimeLeft the time until its lifetime ends: nothing is to be told once both are the same
     */
    void restart(long askedNanos, Duration remaining, Duration lifetimeLeft) {
        if (idleTimeout != null) {
            Duration quiet = remaining.compareTo(lifetimeLeft) < 0 ? remaining.minus(idleTimeout) : lifetimeLeft;
            dueNanos = askedNanos + quiet.toNanos();
            isStarted = true;
        }
    }
}
