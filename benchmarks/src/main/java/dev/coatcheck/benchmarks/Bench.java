package dev.coatcheck.benchmarks;

import dev.coatcheck.benchmarks.copy.CopyCommand;
import dev.coatcheck.benchmarks.load.LoadCommand;
import dev.coatcheck.benchmarks.load.WritesCommand;
import dev.coatcheck.benchmarks.report.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the benchmarks, or writes what a run has found into the documentation. */
@Command(
        name = "bin/bench",
        description = "Measures Coatcheck beside the same work by hand and beside its peers.",
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = "all",
            description =
                    "${COMPLETION-CANDIDATES}; without it, all modes. LINK is Redis over a link of 1 Gbit/s, which"
                            + " takes root.")
    private Selection selection = Selection.ALL;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Option(
            names = "--quick",
            description = "Some 8 minutes: fewer sizes, a wider spread. Without it, some 31 minutes.")
    private boolean quick;

    @Option(names = "--smoke", description = "Only whether every row runs; its figures mean nothing.")
    private boolean smoke;

    @Option(
            names = "--redis-url",
            paramLabel = "URL",
            description = "A server that is there already, without a password. Without it, one is started.")
    private @Nullable String redisUrl;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            defaultValue = "",
            description = "Only benchmarks whose class and method match, such as InMemory.get.")
    private Pattern only = Pattern.compile("");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .addSubcommand(new WriteDocumentation())
                .addSubcommand(new LoadCommand())
                .addSubcommand(new CopyCommand())
                .addSubcommand(new WritesCommand())
                .execute(arguments));
    }

    @Command(name = "report", description = "Writes docs/benchmarks.md and its plots from the newest runs.")
    static final class WriteDocumentation implements Callable<Integer> {
        @Option(names = "--to", defaultValue = "docs", description = "The folder to write to: ${DEFAULT-VALUE}.")
        private Path folder = Path.of("docs");

        @Override
        public Integer call() throws IOException {
            if (!Files.exists(Run.CALLS.results())) {
                System.err.println("There is no run to report: start one with bin/bench.");
                return 1;
            }
            new Report().write(folder);
            return 0;
        }
    }

    @Override
    public Integer call() throws IOException {
        if (selection == Selection.LINK && redisUrl == null && !OwnProcess.isHere()) {
            return overLink();
        }
        Pace pace = pace();
        List<Step> steps = Step.of(selection, pace, only);
        if (steps.isEmpty()) {
            System.err.println("No benchmark matches " + only + ".");
            return 2;
        }
        Run run = selection.run();
        Path log = run.file("jmh.log");
        try (PrintStream logText = new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8);
                ProgressBar bar = bar(steps)) {
            Map<String, String> machine = Machine.describe(pace.description());
            List<RunResult> results = new ArrayList<>();
            for (Step step : steps) {
                if (!step.needsRedis()) {
                    results.addAll(measure(step, "", bar, logText));
                }
            }
            if (steps.stream().anyMatch(Step::needsRedis)) {
                machine.put("Server", onRedis(steps, bar, logText, results));
            }
            ResultFormatFactory.getInstance(ResultFormatType.JSON, run.results().toString())
                    .writeOut(results);
            run.writeMachine(machine);
        } catch (RunnerException e) {
            System.err.println("A row failed: " + e.getMessage() + "; " + log + " has all that it said.");
            return 1;
        }
        Report.writeHere();
        return 0;
    }

    /** The same run by a process whose network is the link alone. */
    private int overLink() throws IOException {
        Optional<String> missing = Link.missing();
        if (missing.isPresent()) {
            System.err.println(missing.get());
            return 1;
        }
        return OwnProcess.run(
                Link.ALONE, Stream.of(), spec.commandLine().getParseResult().originalArgs());
    }

    /** Where client and server are from then on. */
    private String bindToPlace() throws IOException {
        if (redisUrl != null) {
            return "client and server on any core";
        }
        if (selection == Selection.LINK) {
            return Link.DESCRIPTION + ", client and server on any core";
        }
        return OneCore.stay() ? "client and server on one core" : "client and server on any core";
    }

    private RedisServer server() throws IOException {
        if (redisUrl != null) {
            return RedisServer.at(redisUrl);
        }
        return selection == Selection.LINK ? RedisServer.overLink() : RedisServer.start();
    }

    private Pace pace() {
        if (smoke) {
            return Pace.SMOKE;
        }
        return quick ? Pace.QUICK : Pace.DEFAULT;
    }

    /** What server that was. */
    private String onRedis(List<Step> steps, ProgressBar bar, PrintStream log, List<RunResult> results)
            throws IOException, RunnerException {
        String place = bindToPlace();
        try (RedisServer redis = server()) {
            for (Step step : steps) {
                if (step.needsRedis()) {
                    results.addAll(measure(step, redis.url(), bar, log));
                }
            }
            return redis.version() + ", " + place;
        }
    }

    private static ProgressBar bar(List<Step> steps) {
        return new ProgressBarBuilder()
                .setTaskName("Measuring")
                .setInitialMax(steps.stream()
                        .mapToLong(step -> step.rows() * step.millisPerRow())
                        .sum())
                .setUnit(" s", 1_000)
                .build();
    }

    private static Collection<RunResult> measure(Step step, String redisUrl, ProgressBar bar, PrintStream log)
            throws RunnerException {
        Progress progress = new Progress(
                OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL), bar, step.millisPerRow());
        return new Runner(step.options(redisUrl), progress).run();
    }
}
