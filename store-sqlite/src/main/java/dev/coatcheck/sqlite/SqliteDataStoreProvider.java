package dev.coatcheck.sqlite;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.DataStoreProvider;
import dev.coatcheck.store.DataStore;

/** Opens SQLite stores for {@code coatcheck.store=sqlite}. */
public final class SqliteDataStoreProvider implements DataStoreProvider {

    /** For {@link java.util.ServiceLoader}. */
    public SqliteDataStoreProvider() {}

    @Override
    public String name() {
        return SqliteDataStore.NAME;
    }

    @Override
    public DataStore open(CoatcheckConfig config) {
        return new SqliteDataStore(config);
    }
}
