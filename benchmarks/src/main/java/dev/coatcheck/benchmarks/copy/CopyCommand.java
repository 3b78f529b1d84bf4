package dev.coatcheck.benchmarks.copy;

import dev.coatcheck.SessionCopy;
import dev.coatcheck.SessionCopy.Report;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.OwnProcess;
import dev.coatcheck.benchmarks.RedisServer;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.memory.MemoryDataStore.WhenFull;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.DataStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import redis.clients.jedis.RedisClient;

/** Measures a copy into Redis beside its limit: the same bytes, written by a pipeline of plain {@code SETEX}. */
@Command(
        name = "copy",
        description =
                "A copy of 10,000 sessions into Redis, 1,000 of them with 2,999 products, beside SETEX by hand. A minute.",
        mixinStandardHelpOptions = true)
public final class CopyCommand implements Callable<Integer> {
    private static final int HEAP_GIGABYTES = 2;
    private static final long STORE_BYTES = 1L << 30;

    @Option(names = "--sessions", paramLabel = "N", defaultValue = "10000", description = "${DEFAULT-VALUE}")
    private int sessions = 10_000;

    @Option(names = "--large", paramLabel = "N", defaultValue = "1000", description = "Of them, ${DEFAULT-VALUE}.")
    private int large = 1_000;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "The median counts: ${DEFAULT-VALUE}.")
    private int rounds = 7;

    @Option(
            names = "--redis-url",
            paramLabel = "URL",
            description =
                    "A server that is there already, without a password, which is EMPTIED. Without it, one is started.")
    private @Nullable String redisUrl;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        if (!OwnProcess.isHere()) {
            return OwnProcess.run(
                    List.of(),
                    OwnProcess.heapFlags(HEAP_GIGABYTES),
                    spec.root().commandLine().getParseResult().originalArgs());
        }
        Path file = Files.createTempDirectory("copy-").resolve("coatcheck.db");
        try (RedisServer server = redisUrl == null ? RedisServer.start() : RedisServer.at(redisUrl);
                RedisClient redis = RedisClient.create(server.url());
                DataStore memory = new MemoryDataStore(STORE_BYTES, WhenFull.REJECT);
                DataStore sqlite = new SqliteDataStore(file);
                DataStore target = new RedisDataStore(server.url())) {
            Crowd crowd = Crowd.fill(memory, sessions, large);
            SessionCopy.between(memory, sqlite).run();
            // the first two rounds warm up
            for (int round = -2; round < rounds; round++) {
                measure(round, "SETEX, pipelined", redis, () -> crowd.setAll(redis));
                measure(round, "memory to Redis", redis, () -> copy(memory, target));
                measure(round, "SQLite to Redis", redis, () -> copy(sqlite, target));
            }
            tell(crowd.bytes());
        } finally {
            delete(file.getParent());
        }
        return 0;
    }

    private static void delete(@Nullable Path directory) throws IOException {
        if (directory != null) {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private void copy(DataStore from, DataStore to) {
        Report report = SessionCopy.between(from, to).run();
        Check.same((long) sessions, report.copied());
    }

    private void measure(int round, String row, RedisClient redis, Runnable work) {
        redis.flushAll();
        long began = System.nanoTime();
        work.run();
        double took = (System.nanoTime() - began) / 1e9;
        if (round >= 0) {
            seconds.computeIfAbsent(row, none -> new ArrayList<>()).add(took);
        }
    }

    private void tell(long bytes) {
        double limit = median(seconds.values().iterator().next());
        System.out.printf("%,d sessions, %,d bytes of values; median of %d rounds%n", sessions, bytes, rounds);
        seconds.forEach((row, all) -> {
            double median = median(all);
            System.out.printf(
                    "%-20s %6.3f s (%.3f to %.3f) %8.1f MB/s %10.0f sessions/s %5.2f of the limit's speed%n",
                    row,
                    median,
                    Collections.min(all),
                    Collections.max(all),
                    bytes / median / 1e6,
                    sessions / median,
                    limit / median);
        });
    }

    private static double median(List<Double> all) {
        return all.stream().sorted().skip(all.size() / 2).findFirst().orElseThrow();
    }
}
