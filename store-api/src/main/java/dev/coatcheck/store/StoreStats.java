package dev.coatcheck.store;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a store can tell of itself without looking at all sessions. No counter is expected of a driver. Those that it has
 * are named in lower case with hyphens ({@code sessions-expired}); to them are added, by whoever uses the driver, {@code
 * sessions-created}, {@code sessions-ended}, {@code values-stored} and {@code values-retrieved}.
 *
 * @param sessions the number of sessions held; empty where the store would have to count them
 * @param bytes the memory that they take, in bytes, by the store's own reckoning; of a server, all that it uses
 * @param maxBytes the most that they may take, in bytes; empty where there is no such limit
 * @param counters further figures by name, each counted since the store was opened or as of now, as its name says
 */
public record StoreStats(OptionalLong sessions, OptionalLong bytes, OptionalLong maxBytes, Map<String, Long> counters) {

    /**
     * Keeps a sorted, unmodifiable copy of the counters.
     *
     * @param sessions the number of sessions held
     * @param bytes the memory that they take, in bytes
     * @param maxBytes the most that they may take, in bytes
     * @param counters further figures by name
     */
    public StoreStats {
        counters = Collections.unmodifiableMap(new TreeMap<>(counters));
    }

    /**
     * The same figures with more counters.
     *
     * @param more further figures by name
     * @return the sum of both
     */
    public StoreStats with(Map<String, Long> more) {
        Map<String, Long> all = new TreeMap<>(counters);
        all.putAll(more);
        return new StoreStats(sessions, bytes, maxBytes, all);
    }
}
