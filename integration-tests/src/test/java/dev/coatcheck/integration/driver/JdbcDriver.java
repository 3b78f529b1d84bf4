package dev.coatcheck.integration.driver;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.DataStoreProvider;
import dev.coatcheck.Setting;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.store.DataStore;
import java.util.List;
import java.util.Optional;

/** For {@code coatcheck.store=jdbc}. What it opens keeps sessions in memory: its settings are what counts here. */
public final class JdbcDriver implements DataStoreProvider {
    static final Setting<String> URL =
            Setting.text("coatcheck.jdbc.url", "jdbc:h2:./sessions", "jdbc:\\S+", "a URL that begins with jdbc:");
    static final Setting<Boolean> CREATE_TABLES = Setting.bool("coatcheck.jdbc.create-tables", "true");
    static final Setting<Optional<String>> PIN = Setting.text("coatcheck.jdbc.pin", "none", "[0-9]+", "digits")
            .optional()
            .secret();

    /** For {@link java.util.ServiceLoader}. */
    public JdbcDriver() {}

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(URL, CREATE_TABLES, PIN);
    }

    @Override
    public Optional<String> location(CoatcheckConfig config) {
        return Optional.of(config.get(URL));
    }

    @Override
    public DataStore open(CoatcheckConfig config) {
        return new MemoryDataStore();
    }
}
