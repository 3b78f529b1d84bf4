package dev.coatcheck.integration;

import dev.coatcheck.integration.history.Event;
import dev.coatcheck.integration.history.Event.Outcome;
import dev.coatcheck.integration.history.Run;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What three processes do to sessions in a file that they share keeps the contract while the file is locked at times. */
class HistoryOnSqliteTest {
    @TempDir
    private Path directory;

    @Test
    void nothingIsLostOrRevivedAndNobodySeesAnErrorWhileTheFileIsLockedForAMoment() throws Exception {
        run("sqlite-short-locks", "10s", 150, event -> event.outcome() == Outcome.MAYBE);
    }

    @Test
    void nothingIsLostOrRevivedWhileTheFileIsLockedForLongerThanAnybodyWaits() throws Exception {
        run("sqlite-long-locks", "100ms", 300, event -> false);
    }

    private void run(String name, String timeout, int mostMillis, Predicate<Event> isWrong) throws Exception {
        Path file = directory.resolve("coatcheck.db");
        Run run = new Run(
                History.SEED,
                Map.of(
                        "coatcheck.store",
                        "sqlite",
                        "coatcheck.sqlite.file",
                        file.toString(),
                        "coatcheck.sqlite.timeout",
                        timeout));
        History.check(name, run, isWrong, List.of(locking(file, mostMillis)));
    }

    /** As a program that looks after the file may do. */
    private static Faults.Named locking(Path file, int mostMillis) {
        return new Faults.Named("file locked", random -> {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("BEGIN IMMEDIATE");
                TimeUnit.MILLISECONDS.sleep(random.nextInt(mostMillis) + 1L);
                statement.executeUpdate(random.nextBoolean() ? "ROLLBACK" : "PRAGMA wal_checkpoint(TRUNCATE)");
            } catch (SQLException e) {
                // it was locked by those who work on it
            }
        });
    }
}
