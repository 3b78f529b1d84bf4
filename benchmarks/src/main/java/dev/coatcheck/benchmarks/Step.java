package dev.coatcheck.benchmarks;

import dev.coatcheck.benchmarks.redis.RedisUrl;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks of one table, and how they are run: each in a process of its own, all with the same flags. */
record Step(Table.Kind kind, Pace pace, Selection selection, List<BenchmarkListEntry> benchmarks) {
    /** What it takes to start a process and to fill a store, roughly. */
    private static final long OVERHEAD_MILLIS = 1_500;

    private static final long OVERHEAD_MILLIS_PER_GIGABYTE = 400;

    /** The steps of a run, in the report's order. */
    static List<Step> of(Selection selection, Pace pace, Pattern only) {
        Collection<BenchmarkListEntry> all = BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT), List.of());
        return Arrays.stream(Table.Kind.values())
                .map(kind -> new Step(
                        kind,
                        pace,
                        selection,
                        all.stream()
                                .filter(benchmark -> kindOf(benchmark) == kind)
                                .filter(benchmark -> selection.includes(kind, benchmark.getUsername()))
                                .filter(benchmark ->
                                        only.matcher(benchmark.getUsername()).find())
                                .toList()))
                .filter(step -> !step.benchmarks.isEmpty())
                .toList();
    }

    private static Table.Kind kindOf(BenchmarkListEntry benchmark) {
        try {
            return Class.forName(benchmark.getUserClassQName())
                    .getAnnotation(Table.class)
                    .value();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the list of benchmarks is older than the benchmarks; build again", e);
        }
    }

    /** How many rows are measured. */
    int rows() {
        return benchmarks.stream().mapToInt(this::variants).sum();
    }

    private int variants(BenchmarkListEntry benchmark) {
        Map<String, List<String>> replaced = parameters();
        return benchmark.getParams().orElse(Map.of()).entrySet().stream()
                .mapToInt(parameter -> replaced.getOrDefault(parameter.getKey(), List.of(parameter.getValue()))
                        .size())
                .reduce(1, (one, other) -> one * other);
    }

    /** Those that are not as the benchmarks have them. */
    private Map<String, List<String>> parameters() {
        Map<String, List<String>> all = new HashMap<>(pace.parameters(kind));
        all.putAll(selection.parameters());
        return all;
    }

    boolean needsRedis() {
        return kind.isRedis();
    }

    /** The time that one row is likely to take. */
    long millisPerRow() {
        return OVERHEAD_MILLIS
                + OVERHEAD_MILLIS_PER_GIGABYTE * pace.heapGigabytes(kind)
                + (long) (pace.warmups(kind) + pace.measurements()) * pace.millis();
    }

    Options options(String redisUrl) {
        TimeValue each = TimeValue.milliseconds(pace.millis());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(1)
                .threads(1)
                .warmupIterations(pace.warmups(kind))
                .warmupTime(each)
                .measurementIterations(pace.measurements())
                .measurementTime(each)
                .jvmArgs(Stream.concat(
                                OwnProcess.heapFlags(pace.heapGigabytes(kind)),
                                Stream.of("-D" + RedisUrl.PROPERTY + "=" + redisUrl))
                        .toArray(String[]::new))
                .shouldFailOnError(true);
        if (kind == Table.Kind.HEAP) {
            options.warmupIterations(0).measurementIterations(1);
        }
        benchmarks.forEach(benchmark -> options.include("^" + Pattern.quote(benchmark.getUsername()) + "$"));
        parameters().forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
        return options.build();
    }
}
