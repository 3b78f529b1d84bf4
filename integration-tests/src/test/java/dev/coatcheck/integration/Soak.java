package dev.coatcheck.integration;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.integration.soak.Load;
import dev.coatcheck.integration.soak.Tally;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redis.clients.jedis.exceptions.JedisException;

/** The command {@code bin/soak}. */
@Command(
        name = "bin/soak",
        description =
                "Works on a troubled store for minutes and counts what is lost. Ends with 1 where a goal is missed.",
        mixinStandardHelpOptions = true)
public final class Soak implements Callable<Integer> {
    private static final long HEAP_GROWTH_LIMIT = 64L << 20;
    private static final Duration PROGRESS = Duration.ofSeconds(10);
    /** The contract's time for memory to be given back. */
    private static final Duration GIVEN_BACK_WITHIN = Duration.ofMinutes(1);

    private enum Mode {
        MEMORY,
        REDIS
    }

    @Parameters(index = "0", description = "${COMPLETION-CANDIDATES}.")
    private Mode mode = Mode.MEMORY;

    @Option(names = "--minutes", defaultValue = "10", description = "For how long: ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(names = "--threads", defaultValue = "8", description = "Visitors at once: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--redis-url",
            paramLabel = "URL",
            description =
                    "A server for tests, whose connections will be cut. Without it, one is started, and killed at times.")
    private @Nullable String redisUrl;

    @Option(names = "--seed", description = "Of the visitors' operations and the faults. Without it, a random one.")
    private long seed = new Random().nextInt(1_000_000);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    /** The settings of an instance: less to keep decoded than by default, so that the heap shows what else grows. */
    static CoatcheckConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("coatcheck.hot.max-bytes", "8MB");
        return CoatcheckConfig.of(all);
    }

    @Override
    public Integer call() throws InterruptedException {
        System.out.printf("Soak of %s for %s minutes with %d threads, seed %d%n", mode, minutes, threads, seed);
        List<String> missed = new ArrayList<>();
        try (SoakGround ground = mode == Mode.REDIS ? new SoakOnRedis(redisUrl) : new SoakInMemory();
                Load load = new Load(seed, ground.places(), threads)) {
            long heapBefore = heapAfterCollection();
            Faults faults = new Faults(seed, 4_000, ground.faults());
            try (faults) {
                long start = System.nanoTime();
                long end = start + (long) (minutes * TimeUnit.MINUTES.toNanos(1));
                while (System.nanoTime() < end) {
                    TimeUnit.NANOSECONDS.sleep(Math.min(PROGRESS.toNanos(), end - System.nanoTime()));
                    long heap = heapAfterCollection();
                    report(Duration.ofNanos(System.nanoTime() - start), load.tally(), heap, ground, missed);
                }
            }
            load.finish();
            check(load.tally(), heapBefore, ground, missed);
            System.out.println("Faults: " + faults.counts());
        }
        System.out.println(missed.isEmpty() ? "All goals are met." : "Goals missed:");
        missed.stream().distinct().forEach(goal -> System.out.println("  " + goal));
        return missed.isEmpty() ? 0 : 1;
    }

    private static void report(Duration since, Tally tally, long heap, SoakGround ground, List<String> missed) {
        String growth;
        try {
            growth = ground.growth();
            missed.addAll(ground.mistakes());
        } catch (JedisException e) {
            growth = "the server is away";
        }
        System.out.printf(
                "%02d:%02d  %,d operations, %,d writes acknowledged, %d wrong, unexpected %s, %s; heap %d MB, %s%n",
                since.toMinutes(),
                since.toSecondsPart(),
                tally.operations(),
                tally.writes(),
                tally.wrongs(),
                tally.unexpectedErrors(),
                tally.expectedEvents(),
                heap >> 20,
                growth);
    }

    private static void check(Tally tally, long heapBefore, SoakGround ground, List<String> missed) {
        try {
            Awaitility.await()
                    .atMost(GIVEN_BACK_WITHIN)
                    .until(() -> ground.leftovers().isEmpty());
        } catch (ConditionTimeoutException e) {
            missed.addAll(ground.leftovers());
        }
        long heap = heapAfterCollection();
        report(Duration.ZERO, tally, heap, ground, missed);
        if (tally.wrongs() > 0) {
            missed.add(tally.wrongs() + " things were not as they had been acknowledged");
        }
        if (!tally.unexpectedErrors().isEmpty()) {
            missed.add("unexpected errors: " + tally.unexpectedErrors());
        }
        if (heap > heapBefore + HEAP_GROWTH_LIMIT) {
            missed.add("the heap grew from " + (heapBefore >> 20) + " MB to " + (heap >> 20) + " MB");
        }
        missed.addAll(tally.shown());
    }

    private static long heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
