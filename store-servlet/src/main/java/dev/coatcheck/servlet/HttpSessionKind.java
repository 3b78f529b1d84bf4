package dev.coatcheck.servlet;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Setting;
import dev.coatcheck.servlet.attribute.AllowedClasses;
import dev.coatcheck.servlet.attribute.Attributes;
import java.time.Duration;
import java.util.EventListener;
import java.util.List;
import java.util.Optional;

/**
 * What all {@code HttpSession}s of an application have in common. Immutable.
 *
 * @param lifetime how long a session lives
 * @param idleTimeout how long it may be unused, unless it has a time of its own
 * @param mostIdle the longest time of its own that it may have
 */
record HttpSessionKind(
        Attributes attributes,
        SessionListeners listeners,
        Duration lifetime,
        Optional<Duration> idleTimeout,
        Duration mostIdle) {

    static HttpSessionKind of(CoatcheckConfig config, List<Key<?>> declared, List<EventListener> listeners) {
        AllowedClasses allowed = new AllowedClasses(config.get(HttpSessionSettings.ALLOW));
        Duration lifetime = config.get(Setting.LIFETIME);
        return new HttpSessionKind(
                new Attributes(declared, allowed, config.get(Setting.MAX_VALUE_BYTES)),
                new SessionListeners(listeners),
                lifetime,
                config.get(Setting.IDLE_TIMEOUT),
                config.get(Setting.MAX_IDLE_TIMEOUT).orElse(lifetime));
    }

    /** A session's own time, or the longest that it may have. */
    Duration atMost(Duration own) {
        return own.compareTo(mostIdle) < 0 ? own : mostIdle;
    }
}
