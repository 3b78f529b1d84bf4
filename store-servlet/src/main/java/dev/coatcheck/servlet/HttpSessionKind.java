package dev.coatcheck.servlet;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Setting;
import dev.coatcheck.servlet.attribute.AllowedClasses;
import dev.coatcheck.servlet.attribute.Attributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EventListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all {@code HttpSession}s of an application have in common. Immutable.
 *
 * @param longest how long a session may be unused, whatever it says itself
 */
record HttpSessionKind(Attributes attributes, SessionListeners listeners, Duration longest, InstantSource clock) {

    static HttpSessionKind of(
            CoatcheckConfig config, List<Key<?>> declared, List<EventListener> listeners, InstantSource clock) {
        AllowedClasses allowed = new AllowedClasses(config.get(HttpSessionSettings.ALLOW));
        return new HttpSessionKind(
                new Attributes(declared, allowed, config.get(Setting.MAX_VALUE_BYTES)),
                new SessionListeners(listeners),
                config.get(Setting.IDLE_TIMEOUT).orElse(config.get(Setting.LIFETIME)),
                clock);
    }

    /** A session's own limit, or the configured one where that is less, in seconds rounded up. */
    int maxInactive(@Nullable Integer own) {
        int most = (int) Math.min(Integer.MAX_VALUE, longest.plusMillis(999).toSeconds());
        return own == null || own <= 0 ? most : Math.min(own, most);
    }
}
