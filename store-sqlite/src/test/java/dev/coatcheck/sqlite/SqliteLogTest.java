package dev.coatcheck.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the write-ahead log while others read, for long or without end. */
class SqliteLogTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MB = 1 << 20;
    private static final int SOME = 20 * MB;

    private final Stores stores = new Stores();
    private final Random random = new Random(1);

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("coatcheck.db");
    }

    private long logBytes() throws IOException {
        Path log = directory.resolve("coatcheck.db-wal");
        return Files.exists(log) ? Files.size(log) : 0;
    }

    /** Other bytes each time: what is the same is not written. */
    private void write(DataStore store) {
        byte[] bytes = new byte[MB];
        random.nextBytes(bytes);
        store.write("s", List.of(Change.put("a", bytes)));
    }

    private DataStore openWithSession() {
        DataStore store = stores.open(file());
        store.create("s", DAY, List.of());
        return store;
    }

    /** Another program, which reads until it is told to stop. */
    private final class Reader implements AutoCloseable {
        private final Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        private final Statement statement = connection.createStatement();

        Reader() throws SQLException {
            begin();
        }

        void begin() throws SQLException {
            statement.executeUpdate("BEGIN");
            statement.executeQuery("SELECT count(*) FROM sessions").close();
        }

        void end() throws SQLException {
            statement.executeUpdate("COMMIT");
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @Test
    void aLogThatGrewWhileSomebodyReadIsShortSoonAfterwardsWithNobodyCalling() throws Exception {
        try (DataStore store = openWithSession()) {
            try (Reader reader = new Reader()) {
                for (int i = 0; i < 40; i++) {
                    write(store);
                }
                assertThat(logBytes()).isGreaterThan(2 * SOME - MB);
                reader.end();
            }
            await().untilAsserted(() -> assertThat(logBytes()).isLessThan(SOME));
        }
    }

    @Test
    void readersWhoseReadsOverlapWithoutEndLetTheLogBeginAnewWhileSomebodyWrites() throws Exception {
        AtomicBoolean isDone = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(1);
        try (DataStore store = openWithSession();
                Reader one = new Reader();
                Reader other = new Reader()) {
            CompletableFuture<Void> all = CompletableFuture.runAsync(() -> {
                try {
                    while (!isDone.get()) {
                        one.end();
                        one.begin();
                        other.end();
                        other.begin();
                        reading.countDown();
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            reading.await();
            try {
                // many times what a log may have
                for (int i = 0; i < 300; i++) {
                    write(store);
                    assertThat(logBytes()).isLessThan(5 * SOME);
                }
            } finally {
                isDone.set(true);
                all.join();
            }
        }
    }
}
