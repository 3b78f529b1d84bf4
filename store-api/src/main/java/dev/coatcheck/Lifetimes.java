package dev.coatcheck;

import java.time.Duration;
import java.util.Optional;

/**
 * How long sessions live: to the end of their lifetime and, where there is an idle timeout, not longer than that after
 * their last use.
 */
record Lifetimes(Duration lifetime, Optional<Duration> idleTimeout) {
    static Lifetimes of(CoatcheckConfig config) {
        return new Lifetimes(config.get(Setting.LIFETIME), config.get(Setting.IDLE_TIMEOUT));
    }

    /** The remaining time of a session that is used now and has {@code lifetimeLeft}. */
    Duration afterUse(Duration lifetimeLeft) {
        return idleTimeout.filter(idle -> idle.compareTo(lifetimeLeft) < 0).orElse(lifetimeLeft);
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
