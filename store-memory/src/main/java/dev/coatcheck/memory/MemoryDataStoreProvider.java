package dev.coatcheck.memory;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.DataStoreProvider;
import dev.coatcheck.Setting;
import dev.coatcheck.memory.MemoryDataStore.WhenFull;
import dev.coatcheck.store.DataStore;
import java.util.List;
import java.util.Locale;

/** Opens memory stores for {@code coatcheck.store=memory}. */
public final class MemoryDataStoreProvider implements DataStoreProvider {

    /** For {@link java.util.ServiceLoader}. */
    public MemoryDataStoreProvider() {}

    @Override
    public String name() {
        return MemoryDataStore.NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return MemorySettings.ALL;
    }

    @Override
    public DataStore open(CoatcheckConfig config) {
        String whenFull = config.get(MemorySettings.WHEN_FULL).toUpperCase(Locale.ROOT);
        return new MemoryDataStore(config.get(MemorySettings.MAX_BYTES), WhenFull.valueOf(whenFull));
    }
}
