package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loss of power costs no more while somebody reads for long, as a copy that is made does. */
class SqliteLogOnDiskTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenIsBroughtToTheDiskThoughSomebodyGoesOnReading() throws Exception {
        Path file = directory.resolve("coatcheck.db");
        Set<String> forced = ConcurrentHashMap.newKeySet();
        try (RecordingStream events = new RecordingStream();
                DataStore store = new SqliteDataStore(file);
                Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement reading = reader.createStatement()) {
            store.create("s", Duration.ofDays(1), List.of());
            reading.executeUpdate("BEGIN");
            reading.executeQuery("SELECT count(*) FROM sessions").close();
            events.enable("jdk.FileForce").withoutThreshold();
            events.onEvent("jdk.FileForce", event -> forced.add(String.valueOf(event.getString("path"))));
            events.startAsync();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                store.write("s", List.of(Change.put("a", new byte[100])));
                assertThat(forced).anyMatch(path -> path.endsWith("coatcheck.db-wal"));
            });
            reading.executeUpdate("COMMIT");
        }
    }
}
