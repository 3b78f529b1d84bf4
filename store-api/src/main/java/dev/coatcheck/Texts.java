package dev.coatcheck;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/** How log lines say things. */
final class Texts {
    private Texts() {}

    /** {@code 24h}, {@code 1h30m}, {@code 0.5s}. */
    static String of(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** {@code 177 products} for a list of 177 under the key "products", else the key's name; never the value. */
    static String of(Key<?> key, Object value) {
        if (value instanceof Collection<?> collection) {
            return collection.size() + " " + key.name();
        }
        return value instanceof Map<?, ?> map ? map.size() + " " + key.name() : key.name();
    }
}
