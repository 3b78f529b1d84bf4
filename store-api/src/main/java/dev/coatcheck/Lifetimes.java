package dev.coatcheck;

import java.time.Duration;
import java.util.Optional;

/**
 * How long sessions live: to the end of their lifetime and, where there is an idle timeout, not much longer than that
 * after their last use. The store is told of a use only now and then, so it gives a session up to a tenth more.
 */
record Lifetimes(Duration lifetime, Optional<Duration> idleTimeout) {
    private static final int LEAST_PART = 20;
    private static final int MOST_PART = 10;

    /** What two deadlines that were set as one may differ by. */
    private static final Duration ROUNDING = Duration.ofMillis(2);

    static Lifetimes of(CoatcheckConfig config) {
        return new Lifetimes(config.get(Setting.LIFETIME), config.get(Setting.IDLE_TIMEOUT));
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

    /** The time that a value gets of its own: none where it would outlive any session. */
    Optional<Duration> own(Duration timeToLive) {
        return Optional.of(timeToLive)
                .filter(time -> time.compareTo(lifetime) < 0)
                .map(time -> Duration.ofMillis(time.plusNanos(999_999).toMillis()));
    }

    @Override
    public String toString() {
        return Texts.of(lifetime)
                + idleTimeout.map(idle -> ", " + Texts.of(idle) + " when idle").orElse("");
    }
}
