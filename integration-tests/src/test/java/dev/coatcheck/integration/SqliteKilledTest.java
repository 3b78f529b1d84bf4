package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
            WriterProcess.runUntilKilled(
                    directory,
                    line -> true,
                    random.nextInt(MOST_MILLIS) + 1L,
                    writes::hear,
                    file,
                    THREADS,
                    SEED + kill);
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
}
