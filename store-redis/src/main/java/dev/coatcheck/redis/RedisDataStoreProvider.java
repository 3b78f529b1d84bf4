package dev.coatcheck.redis;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.CoatcheckException;
import dev.coatcheck.DataStoreProvider;
import dev.coatcheck.Setting;
import dev.coatcheck.store.DataStore;
import java.util.List;
import java.util.Optional;

/** Opens Redis stores for {@code coatcheck.store=redis}. */
public final class RedisDataStoreProvider implements DataStoreProvider {

    /** For {@link java.util.ServiceLoader}. */
    public RedisDataStoreProvider() {}

    @Override
    public String name() {
        return RedisDataStore.NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return RedisSettings.ALL;
    }

    @Override
    public Optional<String> location(CoatcheckConfig config) {
        return Optional.of(RedisUrl.parse(config.get(RedisSettings.URL)).toString());
    }

    @Override
    public DataStore open(CoatcheckConfig config) {
        JedisVersion.requireNewEnough();
        RedisDataStore store = new RedisDataStore(config);
        if (config.get(RedisSettings.FAIL_FAST)) {
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
