package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What a run has found, as a page: every figure in it comes from the results file. */
public final class Report {
    private static final String PLOTS = "benchmarks";

    private final Results results;
    private final Map<String, String> machine;
    private final StringBuilder page = new StringBuilder();

    /** Of the run that left its results in a folder. */
    public Report(Path folder) {
        this.results = Results.read(folder.resolve("results.json"));
        this.machine = new JsonMapper()
                .readValue(
                        folder.resolve("machine.json").toFile(), new TypeReference<LinkedHashMap<String, String>>() {});
    }

    /** Writes {@code benchmarks.md} to a folder, and the plots to a folder beside it. */
    public void write(Path folder) throws IOException {
        Path plots = folder.resolve(PLOTS);
        Files.createDirectories(plots);
        List<Plots.Plot> drawn = new Plots(results).writeTo(plots);
        page.setLength(0);
        heading();
        goals();
        lost();
        for (Plots.Plot plot : drawn) {
            line("## " + plot.title());
            line("");
            line("![" + plot.title() + "](" + PLOTS + "/" + plot.file() + ")");
            line("");
        }
        Arrays.stream(Table.Kind.values())
                .filter(table -> !results.of(table).isEmpty())
                .forEach(this::table);
        Files.writeString(folder.resolve("benchmarks.md"), page);
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private void heading() {
        line("""
                # Benchmarks

                Written by `bin/bench report` from one run of `bin/bench`; no figure is typed by hand.

                | measured on and with | |
                |---|---|""");
        machine.forEach((what, value) -> line("| " + what + " | " + value + " |"));
        line("""

                ## How to read it

                - Figures drift from machine to machine; the ratios are the point. All rows of a run are measured one after another on one machine, each in a Java process of its own (one fork) with the same flags: a heap of fixed size, touched before the start, G1, one thread.
                - Where a row shows `±`, it is the mean time per call with half its 99.9 % confidence interval.
                - Where a row shows `a / b`, single calls were timed: the tenth percentile and the median; the table of goals adds the ninetieth. Client and server run on one core there (where the table above says so): a round trip is then what the two of them work, and not how long it takes a sleeping core to wake, which would be most of it.
                - That a request is one round trip is counted by the integration tests; here is what it costs.
                - A row is measured only after the value that it reads has been compared with the one that was put.
                - A product is a record of an id, handle, title, vendor, type, tags and price; 2,999 of them are about 660 KB of JSON, made by a generator.
                - The limit is what nothing of the kind can undercut: it checks no ticket, no version and, but for the row that says so, no time.
                """);
    }

    private void goals() {
        line("""
                ## Goals

                The ratio is ours to the other's, at the tenth percentile and at the median where calls were timed one by one. A goal is met when both are within the bound. Of several variants of a peer, the fastest counts. Why some are missed: [What a call costs](performance.md).

                | goal | ours | beside | ratio | at most | met |
                |---|---|---|---|---|---|""");
        Goal.all().forEach(this::goal);
        line("");
    }

    private void goal(Goal goal) {
        Optional<Figure> ours = goal.ours().apply(results);
        String text = goal.text();
        for (Goal.Bound bound : goal.bounds()) {
            Optional<Figure> peer = bound.peer().apply(results);
            line("| " + text + " | "
                    + (ours.isPresent() && peer.isPresent()
                            ? compared(ours.get(), peer.get(), bound.atMost())
                            : "| | | | not measured in this run")
                    + " |");
            text = "";
        }
    }

    private static String compared(Figure ours, Figure peer, double atMost) {
        Measure ratio = ours.measure().dividedBy(peer.measure());
        boolean atLow = ratio.low() <= atMost;
        boolean atMiddle = ratio.middle() <= atMost;
        String met = atLow && atMiddle ? "yes" : atLow ? "only at p10" : atMiddle ? "only at p50" : "**no**";
        return String.join(
                " | ",
                ours.text(),
                peer.label() + ": " + peer.text(),
                ratio.isSampled()
                        ? Texts.number(ratio.low()) + " / " + Texts.number(ratio.middle())
                        : Texts.number(ratio.middle()),
                Texts.number(atMost),
                met);
    }

    private void lost() {
        line("## Where others are faster");
        line("");
        List<Duels.Lost> lost = Duels.lost(results);
        if (lost.isEmpty()) {
            line("Nowhere in this run.");
            line("");
            return;
        }
        line("| Coatcheck | the other | ours takes |");
        line("|---|---|---|");
        lost.forEach(one -> line("| " + inColumn(one.ours()) + " | "
                + one.other().label() + " | " + Texts.number(one.ratio()) + " times as long |"));
        line("");
    }

    private static String inColumn(Result result) {
        return result.table().parameter().isEmpty()
                ? result.row().what()
                : result.row().what() + ", " + Texts.count(result.column()) + " "
                        + result.table().unit();
    }

    private void table(Table.Kind table) {
        List<Result> rows = results.of(table);
        List<Integer> columns =
                rows.stream().map(Result::column).distinct().sorted().toList();
        line("## " + table.title());
        line("");
        line("| | "
                + columns.stream()
                        .map(column -> table.parameter().isEmpty() ? "" : Texts.count(column))
                        .collect(Collectors.joining(" | "))
                + " |");
        line("|---|" + "---|".repeat(columns.size()));
        rows.stream()
                .collect(Collectors.groupingBy(Result::label, LinkedHashMap::new, Collectors.toList()))
                .forEach((label, cells) -> line("| " + label + " | "
                        + columns.stream().map(column -> cell(cells, column)).collect(Collectors.joining(" | "))
                        + " |"));
        line("");
    }

    private static String cell(List<Result> cells, int column) {
        return cells.stream()
                .filter(cell -> cell.column() == column)
                .map(cell -> Texts.of(cell.table(), cell.measure()))
                .findFirst()
                .orElse("");
    }
}
