package dev.coatcheck.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session that is larger than the heap of whoever copies it. */
@Timeout(300)
class LargeSessionTest {
    private static final Map<String, String> SMALL_HEAP = Map.of("JAVA_TOOL_OPTIONS", "-Xmx64m");
    private static final int VALUES = 20;
    private static final int BYTES = 8_000_000;

    @TempDir
    private Path folder;

    @Test
    void itIsCopiedComparedAndInspected() {
        String from = "sqlite:" + folder.resolve("from.db");
        String to = "sqlite:" + folder.resolve("to.db");
        Random random = new Random(1);
        byte[] bytes = new byte[BYTES];
        try (DataStore store = new SqliteDataStore(folder.resolve("from.db"))) {
            store.create("large", Duration.ofHours(1), List.of());
            for (int i = 0; i < VALUES; i++) {
                random.nextBytes(bytes);
                store.write("large", List.of(Change.put("v" + i, bytes)));
            }
        }

        CommandRun copied = CommandRun.of(SMALL_HEAP, "copy", "--from", from, "--to", to, "--json");
        CommandRun compared = CommandRun.of(SMALL_HEAP, "compare", "--from", from, "--to", to);
        CommandRun inspected = CommandRun.of(SMALL_HEAP, "inspect", to, "--json");

        assertThat(copied.exitCode()).as(copied.toString()).isZero();
        assertThat(copied.json().at("/bytes").asLong()).isEqualTo((long) VALUES * BYTES);
        assertThat(compared.exitCode()).as(compared.toString()).isZero();
        assertThat(inspected.json().at("/bytes").asLong()).isEqualTo((long) VALUES * BYTES);
    }
}
