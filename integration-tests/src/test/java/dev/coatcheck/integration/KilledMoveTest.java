package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.DataStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that moves its sessions from a file to Redis is killed on the way. Whichever of the two somebody starts with, and
 * whatever is ended there: once the move was made again, all that was acknowledged is there, and nothing else.
 */
class KilledMoveTest {
    private static final int KILLS = Integer.getInteger("kills", 9);
    private static final int THREADS = 4;
    private static final int SESSIONS_EACH = 60;
    private static final int MOST_MILLIS = 150;
    private static final long SEED = Long.getLong("kills.seed", new Random().nextInt(1_000_000));

    private final Random random = new Random(SEED);
    private int acknowledged;
    private int lost;
    private int revived;
    private int oldTicketsOpened;
    private int halfway;
    private int ended;

    @TempDir
    private Path directory;

    @Test
    void noAcknowledgedWriteIsLostAndNothingIsRevivedHoweverItGoesOn() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            for (int kill = 0; kill < KILLS; kill++) {
                round(server.url(), kill);
            }
        }
        System.out.printf(
                "Killed moves, seed %d: %d kills, %d of them halfway, %d acknowledged writes, %d sessions ended in one"
                        + " store alone, %d lost, %d revived, %d old tickets opened%n",
                SEED, KILLS, halfway, acknowledged, ended, lost, revived, oldTicketsOpened);
        assertThat(List.of(lost, revived, oldTicketsOpened))
                .as("lost, revived, old tickets opened with seed %d", SEED)
                .containsOnly(0);
        assertThat(halfway).as("kills in the middle with seed %d", SEED).isPositive();
    }

    private void round(String url, int kill) throws IOException {
        Path file = directory.resolve("coatcheck" + kill + ".db");
        String prefix = "killed-" + kill;
        AcknowledgedWrites writes = writeUntilKilled(file, url, prefix, kill);
        CoatcheckConfig source =
                CoatcheckConfig.of(Map.of("coatcheck.store", "sqlite", "coatcheck.sqlite.file", file.toString()));
        CoatcheckConfig target = CoatcheckConfig.of(
                Map.of("coatcheck.store", "redis", "coatcheck.redis.url", url, "coatcheck.redis.prefix", prefix));
        try (DataStore one = new SqliteDataStore(file);
                DataStore other = new RedisDataStore(url, prefix, PatientStore.TIMEOUT, 4)) {
            halfway += count(one) > 1 && count(other) > 1 ? 1 : 0;
        }
        if (kill % 3 > 0) {
            try (SessionManager alone = SessionManager.open(kill % 3 == 1 ? source : target)) {
                ended += writes.endSome(alone);
            }
        }
        try (SessionManager sessions = SessionManager.open(source)) {
            sessions.moveTo(target).completion().toCompletableFuture().join();
            writes.compare(sessions);
        }
        try (DataStore left = new SqliteDataStore(file)) {
            assertThat(count(left)).as("sessions left in the file").isZero();
        }
        acknowledged += writes.acknowledged();
        lost += writes.lost;
        revived += writes.revived;
        oldTicketsOpened += writes.oldTicketsOpened;
    }

    private static long count(DataStore store) {
        try (Stream<String> ids = store.ids()) {
            return ids.count();
        }
    }

    private AcknowledgedWrites writeUntilKilled(Path file, String url, String prefix, int round) throws IOException {
        AcknowledgedWrites writes = new AcknowledgedWrites();
        WriterProcess.runUntilKilled(
                directory,
                KilledMoveTest::isMoving,
                random.nextInt(MOST_MILLIS) + 1L,
                line -> {
                    if (!isMoving(line)) {
                        writes.hear(line);
                    }
                },
                file,
                THREADS,
                SEED + round,
                SESSIONS_EACH,
                url,
                prefix);
        return writes;
    }

    private static boolean isMoving(String line) {
        return line.equals("moving");
    }
}
