package dev.coatcheck.benchmarks.load;

import dev.coatcheck.benchmarks.RedisServer;
import dev.coatcheck.benchmarks.load.Load.Outcome;
import dev.coatcheck.benchmarks.redis.RedisUrl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures Coatcheck and plain clients under many threads, in turns, on one server. */
@Command(
        name = "load",
        description = "Many threads at once: requests per second and how long they take, beside plain clients.",
        mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
    private static final int WARM_UP_SECONDS = 2;

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,16,64,200,1000",
            description = "${DEFAULT-VALUE}")
    private List<Integer> threads = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "For each row and round: ${DEFAULT-VALUE}.")
    private int seconds = 5;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "The median of them is told: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--virtual", description = "Virtual threads; takes a JDK of 21 or newer.")
    private boolean virtual;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            defaultValue = "",
            description = "Only peers in whose name that is found.")
    private Pattern only = Pattern.compile("");

    @Option(
            names = "--redis-url",
            paramLabel = "URL",
            description = "A server that is there already, without a password. Without it, one is started.")
    private @Nullable String redisUrl;

    private record Row(String who, int threads) {}

    @Override
    public Integer call() throws Exception {
        try (RedisServer redis = redisUrl == null ? RedisServer.start() : RedisServer.at(redisUrl)) {
            System.setProperty(RedisUrl.PROPERTY, redis.url());
            Map<Row, List<Outcome>> outcomes = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (int count : threads) {
                    for (Map.Entry<String, Supplier<Peer>> peer : Peers.all().entrySet()) {
                        if (only.matcher(peer.getKey()).find()) {
                            outcomes.computeIfAbsent(new Row(peer.getKey(), count), row -> new ArrayList<>())
                                    .add(measure(peer.getValue(), count));
                        }
                    }
                }
            }
            print(outcomes);
        }
        return 0;
    }

    private Outcome measure(Supplier<Peer> opening, int count) throws Exception {
        try (Peer peer = opening.get()) {
            new Load(peer, count, virtual).run(WARM_UP_SECONDS);
            return new Load(peer, count, virtual).run(seconds);
        }
    }

    private static void print(Map<Row, List<Outcome>> outcomes) {
        System.out.println("| | threads | requests/s | p50 ms | p99 ms | p99.9 ms | errors |");
        System.out.println("|---|---|---|---|---|---|---|");
        outcomes.forEach((row, rounds) -> {
            rounds.sort(Comparator.comparingDouble(Outcome::perSecond));
            Outcome median = rounds.get(rounds.size() / 2);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %,.0f | %.3f | %.3f | %.3f | %d |%n",
                    row.who(),
                    row.threads(),
                    median.perSecond(),
                    median.millis(0.5),
                    median.millis(0.99),
                    median.millis(0.999),
                    rounds.stream().mapToLong(Outcome::errors).sum());
        });
    }
}
