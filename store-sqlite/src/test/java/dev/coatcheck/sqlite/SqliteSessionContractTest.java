package dev.coatcheck.sqlite;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.SessionContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on two stores that share a file. */
class SqliteSessionContractTest extends SessionContract {
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
}
