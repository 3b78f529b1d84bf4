package dev.coatcheck.sqlite;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.DataStoreProvider;
import dev.coatcheck.Setting;
import dev.coatcheck.store.DataStore;
import java.util.List;
import java.util.Optional;

/** Opens SQLite stores for {@code coatcheck.store=sqlite}. */
public final class SqliteDataStoreProvider implements DataStoreProvider {

    /** For {@link java.util.ServiceLoader}. */
    public SqliteDataStoreProvider() {}

    @Override
    public String name() {
        return SqliteDataStore.NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return SqliteSettings.ALL;
    }

    @Override
    public Optional<String> location(CoatcheckConfig config) {
        return Optional.of(SqliteOptions.of(config).file().toString());
    }

    @Override
    public DataStore open(CoatcheckConfig config) {
        return new SqliteDataStore(config);
    }
}
