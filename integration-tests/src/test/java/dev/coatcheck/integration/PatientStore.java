package dev.coatcheck.integration;

import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.UUID;

/** Stores for tests that are about no timeout: calls wait for a server of a busy machine. */
final class PatientStore {
    private static final String PREFIX = "coatcheck";

    static final Duration TIMEOUT = Duration.ofSeconds(20);

    private PatientStore() {}

    static DataStore at(String url) {
        return at(url, PREFIX);
    }

    /** With keys of its own, which the security page's user may have as well. */
    static DataStore at(String url, UUID keys) {
        return at(url, PREFIX + ":" + keys);
    }

    private static DataStore at(String url, String prefix) {
        return new RedisDataStore(url, prefix, TIMEOUT, 16);
    }
}
