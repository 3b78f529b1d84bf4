package dev.coatcheck.benchmarks.load;

import dev.coatcheck.benchmarks.Estimate;
import dev.coatcheck.benchmarks.LoadRow;
import dev.coatcheck.benchmarks.Machine;
import dev.coatcheck.benchmarks.OwnProcess;
import dev.coatcheck.benchmarks.RedisServer;
import dev.coatcheck.benchmarks.Run;
import dev.coatcheck.benchmarks.load.Load.Outcome;
import dev.coatcheck.benchmarks.load.Peers.Candidate;
import dev.coatcheck.benchmarks.redis.RedisUrl;
import dev.coatcheck.benchmarks.report.LoadTable;
import dev.coatcheck.benchmarks.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Measures Coatcheck and plain clients under many threads, in turns, on one server. */
@Command(
        name = "load",
        description =
                "Many threads at once, beside plain clients: requests per second and how long they take. Some 30 minutes.",
        mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
    private static final int HEAP_GIGABYTES = 4;

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,16,64,200,1000",
            description = "${DEFAULT-VALUE}")
    private List<Integer> threads = List.of();

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "Seconds before each row and round: ${DEFAULT-VALUE}. The compilers starve beside many threads.")
    private int warmUp = 10;

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

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!OwnProcess.isHere()) {
            return OwnProcess.run(
                    List.of(),
                    OwnProcess.heapFlags(HEAP_GIGABYTES),
                    spec.root().commandLine().getParseResult().originalArgs());
        }
        Run run = virtual ? Run.LOAD_VIRTUAL : Run.LOAD;
        Map<String, String> machine = Machine.describe(warmUp + " s to warm up and " + seconds
                + " s that count for each row, " + rounds + " rounds, all rows in turns");
        List<LoadRow> rows;
        try (RedisServer redis = redisUrl == null ? RedisServer.start() : RedisServer.at(redisUrl)) {
            System.setProperty(RedisUrl.PROPERTY, redis.url());
            machine.put("Server", redis.version() + ", client and server on any core");
            rows = measure();
        }
        new JsonMapper().writeValue(run.file("results.json"), rows);
        run.writeMachine(machine);
        System.out.println(LoadTable.of(rows));
        Report.writeHere();
        return 0;
    }

    private List<LoadRow> measure() throws Exception {
        List<Candidate> all = Peers.all(threads).stream()
                .filter(candidate -> only.matcher(candidate.who()).find())
                .toList();
        Map<Candidate, List<Outcome>> outcomes = new LinkedHashMap<>();
        try (ProgressBar bar = new ProgressBar("Measuring", (long) rounds * all.size())) {
            for (int round = 0; round < rounds; round++) {
                for (Candidate candidate : all) {
                    outcomes.computeIfAbsent(candidate, row -> new ArrayList<>())
                            .add(measure(candidate));
                    bar.step();
                }
            }
        }
        return outcomes.entrySet().stream()
                .map(row -> row(row.getKey(), row.getValue()))
                .toList();
    }

    private Outcome measure(Candidate candidate) throws Exception {
        try (Peer peer = candidate.opening().get()) {
            new Load(peer, candidate.threads(), virtual).run(warmUp);
            return new Load(peer, candidate.threads(), virtual).run(seconds);
        }
    }

    private static LoadRow row(Candidate candidate, List<Outcome> rounds) {
        return new LoadRow(
                candidate.who(),
                candidate.threads(),
                Estimate.median(rounds.stream().map(Outcome::perSecond).toList()),
                nanos(50, rounds),
                nanos(99, rounds),
                nanos(99.9, rounds),
                rounds.stream().mapToLong(Outcome::errors).sum());
    }

    private static Estimate nanos(double percentile, List<Outcome> rounds) {
        return Estimate.median(rounds.stream()
                .map(round -> round.nanos().getPercentile(percentile))
                .toList());
    }
}
