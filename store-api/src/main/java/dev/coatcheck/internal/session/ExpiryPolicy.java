package dev.coatcheck.internal.session;

import dev.coatcheck.internal.ticket.Terms;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How long sessions live: to the end of their lifetime and, where there is an idle timeout, not much longer than that
 * after their last use. The store is told of a use only now and then, so it gives a session up to a tenth more.
 *
 * @param maxIdleTimeout the longest idle timeout that a session may have of its own; without it, its lifetime
 */
public record ExpiryPolicy(Duration lifetime, Optional<Duration> idleTimeout, Optional<Duration> maxIdleTimeout) {
    private static final int LEAST_PART = 20;
    private static final int MOST_PART = 10;

    /** What two deadlines that were set as one may differ by. */
    private static final Duration ROUNDING = Duration.ofMillis(2);

    /** That of a session under these terms. */
    ExpiryPolicy under(Terms terms) {
        Duration own = terms.ownIdleTimeout();
        if (own == null) {
            return this;
        }
        Duration most = maxIdleTimeout.orElse(lifetime);
        return new ExpiryPolicy(lifetime, Optional.of(own.compareTo(most) < 0 ? own : most), maxIdleTimeout);
    }

    /** The remaining time that a session gets which is used now and has {@code lifetimeLeft}. */
    Duration afterUse(Duration lifetimeLeft) {
        return idle(MOST_PART, lifetimeLeft);
    }

    /**
     * Whether a session that is used now has so much time left that the store need not be told. One that has far more than
     * it would get was last used under a longer idle timeout, or under none.
     */
    boolean suits(Duration remaining, Duration lifetimeLeft) {
        return remaining.compareTo(idle(LEAST_PART, lifetimeLeft.minus(ROUNDING))) >= 0 && !isTooLong(remaining);
    }

    /**
     * How long ago a session was last used, to a twentieth of the idle timeout; empty where its time does not tell,
     * since it lives to the end of its lifetime.
     */
    Optional<Duration> sinceUse(Duration remaining, Duration lifetimeLeft) {
        return idleTimeout
                .filter(idle -> remaining.compareTo(lifetimeLeft.minus(ROUNDING)) < 0)
                .map(idle -> idle.plus(idle.dividedBy(MOST_PART)).minus(remaining))
                .map(since -> since.isNegative() ? Duration.ZERO : since);
    }

    private boolean isTooLong(Duration remaining) {
        return idleTimeout
                .map(idle -> idle.plus(idle.dividedBy(MOST_PART)).plus(idle.dividedBy(LEAST_PART)))
                .filter(most -> remaining.compareTo(most) > 0)
                .isPresent();
    }

    private Duration idle(int partMore, Duration lifetimeLeft) {
        return idleTimeout
                .map(idle -> idle.plus(idle.dividedBy(partMore)))
                .filter(time -> time.compareTo(lifetimeLeft) < 0)
                .orElse(lifetimeLeft);
    }

    /** The time to live that a value gets of its own, in whole milliseconds: none where it would outlive any session. */
    public Optional<Duration> ofValue(Duration timeToLive) {
        return Optional.of(timeToLive)
                .filter(time -> time.compareTo(lifetime) < 0)
                .map(time -> Duration.ofMillis(time.plusNanos(999_999).toMillis()));
    }

    /** {@code 24h, 30m when idle}. */
    @Override
    public String toString() {
        return text(lifetime)
                + idleTimeout.map(idle -> ", " + text(idle) + " when idle").orElse("");
    }

    private static String text(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
