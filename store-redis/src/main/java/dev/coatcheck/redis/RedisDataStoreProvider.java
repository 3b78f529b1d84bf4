package dev.coatcheck.redis;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.DataStoreProvider;
import dev.coatcheck.store.DataStore;

/** Opens Redis stores for {@code coatcheck.store=redis}. */
public final class RedisDataStoreProvider implements DataStoreProvider {

    /** For {@link java.util.ServiceLoader}. */
    public RedisDataStoreProvider() {}

    @Override
    public String name() {
        return RedisDataStore.NAME;
    }

    @Override
    public DataStore open(CoatcheckConfig config) {
        return new RedisDataStore(config);
    }
}
