package dev.coatcheck.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.ClaimableStore.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that one process has alone. */
class ClaimTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Stores stores = new Stores();

    @TempDir
    private Path directory;

    private SqliteDataStore open() {
        return (SqliteDataStore) stores.open(new SqliteOptions(
                directory.resolve("coatcheck.db"), SqliteOptions.UNLIMITED, false, Duration.ofMillis(200)));
    }

    @Test
    void whoHasAFileAloneGoesOnReadingAndWriting() {
        try (SqliteDataStore store = open()) {
            store.create("a", DAY, List.of());
            Claim claim = store.claim();
            assertThat(store.write("a", List.of(Change.put("b", new byte[10]))).version())
                    .isPositive();
            assertThat(store.names("a")).containsExactly("b");
            claim.close();
        }
    }

    @Test
    void whoOpensAFileThatAnotherHasAloneIsRefused() {
        try (SqliteDataStore store = open()) {
            Claim claim = store.claim();
            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll("coatcheck.db", "moves its sessions to another store");
            claim.close();
            open().close();
        }
    }

    @Test
    void aFileThatIsOpenElsewhereCannotBeHadAlone() {
        try (SqliteDataStore store = open();
                SqliteDataStore other = open()) {
            other.create("a", DAY, List.of());
            assertThatThrownBy(store::claim)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("coatcheck.db", "open in another process", "end that process");
            assertThat(store.names("a")).isEmpty();
            assertThat(store.create("b", DAY, List.of())).isTrue();
            assertThat(other.create("c", DAY, List.of())).isTrue();
            open().close();
        }
    }

    @Test
    void aFileThatAnotherProgramHasOpenCannotBeHadAlone() throws SQLException {
        try (SqliteDataStore store = open();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("coatcheck.db"))) {
            other.createStatement().executeQuery("SELECT count(*) FROM sessions");
            assertThatThrownBy(store::claim).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void nothingOfItIsLeft() throws IOException {
        try (SqliteDataStore store = open()) {
            Claim claim = store.claim();
            claim.close();
            claim.close();
            store.create("a", DAY, List.of());
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aClaimOfAProcessThatWasKilledIsNone() throws IOException {
        Files.createFile(directory.resolve("coatcheck.db-claim"));
        try (SqliteDataStore store = open()) {
            assertThat(store.create("a", DAY, List.of())).isTrue();
            store.claim().close();
        }
    }
}
