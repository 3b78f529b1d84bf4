package dev.coatcheck.store;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A store's figures, as far as it knows them without looking at all sessions. A driver need not have any counters.
 * Their names are in lower case with hyphens, such as {@code sessions-expired}. The upper layer adds {@code
 * sessions-created}, {@code sessions-ended}, {@code values-stored} and {@code values-retrieved}.
 *
 * @param sessions the number of sessions in the store; empty where it would have to count them
 * @param bytes the memory that they take, in bytes, as the store estimates it; for a server, all the memory that it
 *     uses
 * @param maxBytes the limit of {@code bytes}; empty where there is none
 * @param counters further figures by name: totals since the store was opened, or figures as of now
 */
public record StoreStats(OptionalLong sessions, OptionalLong bytes, OptionalLong maxBytes, Map<String, Long> counters) {

    /**
     * Keeps a sorted, unmodifiable copy of the counters.
     *
     * @param sessions the number of sessions
     * @param bytes the memory that they take, in bytes
     * @param maxBytes the limit of {@code bytes}
     * @param counters further figures by name
     */
    public StoreStats {
        counters = Collections.unmodifiableMap(new TreeMap<>(counters));
    }

    /**
     * The same figures with more counters.
     *
     * @param more further figures by name; one of the same name is replaced
     * @return all of them
     */
    public StoreStats with(Map<String, Long> more) {
        Map<String, Long> all = new TreeMap<>(counters);
        all.putAll(more);
        return new StoreStats(sessions, bytes, maxBytes, all);
    }
}
