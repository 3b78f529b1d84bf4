package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes is killed at random moments: what was acknowledged is there, and what was over stays over. */
class SqliteKilledTest {
    private static final int KILLS = Integer.getInteger("kills", 50);
    private static final int THREADS = 4;
    private static final int MOST_MILLIS = 400;
    private static final long SEED = Long.getLong("kills.seed", new Random().nextInt(1_000_000));

    private final AcknowledgedWrites writes = new AcknowledgedWrites();
    private final Random random = new Random(SEED);

    @TempDir
    private Path directory;

    @Test
    void noAcknowledgedWriteIsLostNothingIsRevivedAndNoOldTicketOpens() throws Exception {
        Path file = directory.resolve("coatcheck.db");
        CoatcheckConfig config =
                CoatcheckConfig.of(Map.of("coatcheck.store", "sqlite", "coatcheck.sqlite.file", file.toString()));
        for (int kill = 0; kill < KILLS; kill++) {
            writeUntilKilled(file, kill);
            try (SessionManager sessions = SessionManager.open(config)) {
                writes.compare(sessions);
            }
        }
        System.out.printf(
                "SQLite, seed %d: %d kills, %d acknowledged writes, %d lost, %d revived, %d old tickets opened%n",
                SEED, KILLS, writes.acknowledged(), writes.lost, writes.revived, writes.oldTicketsOpened);
        assertThat(writes.acknowledged()).isGreaterThan(KILLS);
        assertThat(List.of(writes.lost, writes.revived, writes.oldTicketsOpened))
                .as("lost, revived, old tickets opened with seed %d", SEED)
                .containsOnly(0);
    }

    private void writeUntilKilled(Path file, int round) throws IOException {
        Process process = new ProcessBuilder(command(file, round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = process.inputReader()) {
            List<String> lines = new ArrayList<>(List.of(said.readLine()));
            CompletableFuture.delayedExecutor(random.nextInt(MOST_MILLIS) + 1L, TimeUnit.MILLISECONDS)
                    .execute(process.toHandle()::destroyForcibly);
            said.lines().forEach(lines::add);
            lines.forEach(writes::hear);
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private List<String> command(Path file, int round) throws IOException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback-test.xml",
                // a process that is killed leaves its copy of the native library
                "-Dorg.sqlite.tmpdir=" + Files.createDirectories(directory.resolve("native")),
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                file.toString(),
                String.valueOf(THREADS),
                String.valueOf(SEED + round));
    }
}
