package dev.coatcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.CoatcheckException;
import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Bytes of the file are others than were written, or its end is missing. */
class DamagedSqliteFuzzTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final String SECRET = "what-the-visitor-told-us";
    private static final List<String> IDS = List.of("a", "b", "c");

    @TempDir
    private static Path directory;

    /** A value of a page, one of several, and one without an end of its own. */
    private static byte[] whole() throws IOException {
        Path file = directory.resolve("whole.db");
        if (!Files.exists(file)) {
            try (DataStore store = open(file)) {
                for (String id : IDS) {
                    store.create(
                            id,
                            DAY,
                            List.of(
                                    Change.put("small", bytes(SECRET)),
                                    Change.put("large", bytes(SECRET.repeat(500))),
                                    Change.put("timed", bytes(SECRET), Duration.ofHours(1))));
                }
            }
        }
        return Files.readAllBytes(file);
    }

    private static DataStore open(Path file) {
        return new SqliteDataStore(CoatcheckConfig.of(Map.of(
                "coatcheck.store", "sqlite",
                "coatcheck.sqlite.file", file.toString(),
                "coatcheck.sqlite.timeout", "1s")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Three bytes of the input each: where, and what stands there; a first byte above 200 cuts the file. */
    private static byte[] damaged(byte[] whole, byte[] input) {
        byte[] file = whole.clone();
        int size = file.length;
        for (int i = 0; i + 2 < input.length; i += 3) {
            int at = Byte.toUnsignedInt(input[i]) << 8 | Byte.toUnsignedInt(input[i + 1]);
            file[at % file.length] = input[i + 2];
            if (i == 0 && Byte.toUnsignedInt(input[0]) > 200) {
                size = at % file.length;
            }
        }
        return Arrays.copyOf(file, size);
    }

    @ArgumentsSource(SavedInputs.class)
    @FuzzTest
    void damageIsToldOrAnsweredAndNothingOfItHangsOrIsShown(byte[] input) throws IOException {
        Path file = directory.resolve("damaged.db");
        Files.write(file, damaged(whole(), input));
        try (DataStore store = open(file)) {
            for (Runnable call : calls(store)) {
                try {
                    call.run();
                } catch (CoatcheckException e) {
                    assertTold(e, file);
                }
            }
        } catch (CoatcheckException e) {
            assertTold(e, file);
        } finally {
            try (Stream<Path> left = Files.list(directory)) {
                for (Path each : left.filter(path -> !path.endsWith("whole.db")).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static List<Runnable> calls(DataStore store) {
        List<Want> all = List.of(Want.of("small"), Want.of("large"), Want.of("timed"), Want.presence("large"));
        List<Runnable> calls = new ArrayList<>();
        for (String id : IDS) {
            calls.add(() -> store.read(id, all));
            calls.add(() -> store.names(id));
            calls.add(() -> store.write(id, List.of(Change.put("small", bytes("new")), Change.remove("large"))));
            calls.add(() -> store.extend(id, DAY));
            calls.add(() -> store.prolong(id, DAY.multipliedBy(2)));
            calls.add(() -> store.deleteIfEmpty(id));
            calls.add(() -> store.delete(id));
            calls.add(() -> store.create(id, DAY, List.of(Change.put("large", bytes("x".repeat(10_000))))));
        }
        calls.add(() -> store.ids().forEach(id -> {}));
        calls.add(store::stats);
        calls.add(store::ping);
        return calls;
    }

    private static void assertTold(CoatcheckException e, Path file) {
        assertThat(e).hasMessageContaining(file.toString()).hasMessageNotContaining(SECRET);
    }
}
