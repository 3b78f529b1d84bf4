package dev.coatcheck.sqlite;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DataStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** The contract of bytes, on two stores that share a file. */
class SqliteDataStoreContractTest extends DataStoreContract {
    private final Stores stores = new Stores();

    @TempDir
    private Path directory;

    @Override
    protected DataStore openStore() {
        return stores.open(directory.resolve("coatcheck.db"));
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }

    @Override
    protected void letPass(Duration time) {
        stores.letPass(time);
    }
}
