package dev.coatcheck.redis;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.CoatcheckException;
import dev.coatcheck.DataStoreProvider;
import dev.coatcheck.Setting;
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
        JedisVersion.requireNewEnough();
        RedisDataStore store = new RedisDataStore(config);
        if (config.get(Setting.REDIS_FAIL_FAST)) {
            requireAnswer(store);
        }
        return store;
    }

    private static void requireAnswer(RedisDataStore store) {
        try {
            store.ping();
        } catch (CoatcheckException e) {
            store.close();
            throw e;
        }
    }
}
