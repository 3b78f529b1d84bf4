package dev.coatcheck.sqlite;

import static org.awaitility.Awaitility.await;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DriverContract;
import dev.coatcheck.testkit.StoreHooks;
import dev.coatcheck.testkit.StoreHooks.BreakableStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The contract, on two stores that share a file. */
@Execution(ExecutionMode.CONCURRENT)
class SqliteContractTest extends DriverContract {
    private static final Duration DAY = Duration.ofDays(1);

    private final Stores stores = new Stores();

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("coatcheck.db");
    }

    @Override
    protected DataStore openStore() {
        return stores.open(file());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }

    @Override
    protected void letPass(Duration time) {
        stores.letPass(time);
    }

    @Override
    protected StoreHooks hooks() {
        return StoreHooks.none()
                .makingUnavailable(this::losingItsFile)
                .makingFull(this::full)
                .countingHeld(store -> rows())
                .countingLeftBehind(stores::sweepers);
    }

    private BreakableStore losingItsFile() {
        Path file = directory.resolve("lost.db");
        DataStore store = stores.open(file);
        return new BreakableStore(store, () -> {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            // a store looks once a second; a connection that is open by then goes on meanwhile
            await().until(() -> isUnavailable(store));
        });
    }

    private static boolean isUnavailable(DataStore store) {
        try {
            store.delete("nobody");
            return false;
        } catch (StoreUnavailableException e) {
            return true;
        }
    }

    private BreakableStore full() {
        DataStore store = stores.open(Stores.options(directory.resolve("full.db"), OptionalLong.of(1 << 20)));
        return new BreakableStore(store, () -> store.create("filler", DAY, List.of()));
    }

    private long rows() {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM \"values\")")) {
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
