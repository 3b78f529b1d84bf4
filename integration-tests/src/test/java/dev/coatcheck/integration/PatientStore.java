package dev.coatcheck.integration;

import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.DataStore;
import java.time.Duration;

/** Stores for tests that are about no timeout: calls wait for a server of a busy machine. */
final class PatientStore {
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    private PatientStore() {}

    static DataStore at(String url) {
        return new RedisDataStore(url, "coatcheck", TIMEOUT, 16);
    }
}
