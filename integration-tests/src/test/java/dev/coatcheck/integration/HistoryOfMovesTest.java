package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.Move.State;
import dev.coatcheck.integration.history.Event;
import dev.coatcheck.integration.history.Event.Outcome;
import dev.coatcheck.integration.history.MoveRun;
import dev.coatcheck.internal.move.Mover;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.DataStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sixteen threads do to sessions keeps the contract while these are moved to another store. */
class HistoryOfMovesTest {
    private static final int ROUNDS = Integer.getInteger("moves", 4);

    private final Random random = new Random(History.SEED);

    @TempDir
    private Path directory;

    private int stores;

    private static boolean isError(Event event) {
        return event.outcome() == Outcome.MAYBE;
    }

    private DataStore file() {
        return new SqliteDataStore(directory.resolve("coatcheck" + stores++ + ".db"));
    }

    private Supplier<DataStore> redis(String url) {
        String prefix = "moves-" + History.SEED + "-" + stores++;
        return () -> new RedisDataStore(url, prefix, Duration.ofSeconds(10), 16);
    }

    @Test
    void nothingIsLostRevivedOrFailsWhileSessionsMoveFromMemoryToRedis() throws Exception {
        MoveRun run = new MoveRun(History.SEED);
        for (int i = 0; i < ROUNDS; i++) {
            run.round(new MemoryDataStore(), redis(RedisServer.sharedUrl()), mover -> {});
        }
        check("memory-to-redis", run, HistoryOfMovesTest::isError);
    }

    @Test
    void nothingIsLostRevivedOrFailsWhileSessionsMoveFromAFileToRedis() throws Exception {
        MoveRun run = new MoveRun(History.SEED);
        for (int i = 0; i < ROUNDS; i++) {
            run.round(file(), redis(RedisServer.sharedUrl()), mover -> {});
        }
        check("sqlite-to-redis", run, HistoryOfMovesTest::isError);
    }

    @Test
    void nothingIsLostRevivedOrFailsWhileSessionsMoveFromMemoryToAFile() throws Exception {
        MoveRun run = new MoveRun(History.SEED);
        for (int i = 0; i < ROUNDS; i++) {
            run.round(new MemoryDataStore(), this::file, mover -> {});
        }
        check("memory-to-sqlite", run, HistoryOfMovesTest::isError);
    }

    @Test
    void nothingIsLostRevivedOrFailsWhileSessionsComeBackHalfway() throws Exception {
        MoveRun run = new MoveRun(History.SEED);
        for (int i = 0; i < ROUNDS; i++) {
            DataStore source = i % 2 == 0 ? new MemoryDataStore() : file();
            run.round(source, redis(RedisServer.sharedUrl()), mover -> {
                while (mover.moved() < 5 + random.nextInt(15) && mover.state() == State.MOVING) {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50));
                }
                mover.cancel();
            });
        }
        check("cancelled", run, HistoryOfMovesTest::isError);
    }

    @Test
    void nothingIsLostOrRevivedWhileTheTargetIsKilledHalfway() throws Exception {
        try (RedisServer server = RedisServer.start("--appendonly", "yes", "--appendfsync", "always")) {
            MoveRun run = new MoveRun(History.SEED);
            for (int i = 0; i < ROUNDS; i++) {
                DataStore source = i % 2 == 0 ? new MemoryDataStore() : file();
                run.round(source, redis(server.url()), killing(server, i % 4 > 1));
            }
            check("killed-target", run, event -> false);
        }
    }

    private Consumer<Mover> killing(RedisServer server, boolean cancels) {
        return mover -> {
            while (mover.moved() < 5 + random.nextInt(15) && mover.state() == State.MOVING) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50));
            }
            server.stop();
            if (cancels) {
                mover.cancel();
            }
            server.restart();
        };
    }

    private static void check(String name, MoveRun run, Predicate<Event> isWrong) {
        List<String> violations = new ArrayList<>(run.violations());
        run.history().stream()
                .filter(isWrong)
                .forEach(event -> violations.add("an error reached a caller\n    " + event));
        System.out.printf(
                "Moves %s, seed %d: %d operations, %d of them during moves, %s, longest %d ms; %d violations%n",
                name,
                History.SEED,
                run.history().size(),
                run.operationsDuringMoves(),
                run.history().stream()
                        .collect(Collectors.groupingBy(Event::outcome, TreeMap::new, Collectors.counting())),
                run.history().stream()
                        .mapToLong(event -> TimeUnit.NANOSECONDS.toMillis(event.end() - event.start()))
                        .max()
                        .orElse(0),
                violations.size());
        assertThat(violations).as("seed %d", History.SEED).isEmpty();
        assertThat(run.operationsDuringMoves()).isPositive();
    }
}
