package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.LoadRow;
import dev.coatcheck.benchmarks.Run;
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

/** What a run has found, as a page: every figure in it comes from the results files. */
public final class Report {
    private static final String PLOTS = "benchmarks";

    private final Runs runs = Runs.newest();
    private final StringBuilder page = new StringBuilder();

    /** Shows what there is beside the results; nothing in the documentation changes. */
    public static void writeHere() throws IOException {
        new Report().write(Run.ALL);
        System.out.println("Results, tables and plots are in " + Run.ALL + "; bin/bench report writes them to docs.");
    }

    /** Writes {@code benchmarks.md} to a folder, and the plots to a folder beside it. */
    public void write(Path folder) throws IOException {
        Path plots = folder.resolve(PLOTS);
        Files.createDirectories(plots);
        List<Plots.Plot> drawn = new Plots(runs, plots).draw();
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
        load("Many threads", Run.LOAD, runs.load());
        load("Many virtual threads", Run.LOAD_VIRTUAL, runs.virtualLoad());
        writes();
        link();
        Arrays.stream(Table.Kind.values())
                .filter(table -> !runs.calls().of(table).isEmpty())
                .forEach(this::table);
        Files.writeString(folder.resolve("benchmarks.md"), page);
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private void heading() {
        line("""
                # Benchmarks

                Written by `bin/bench report` from the newest runs of `bin/bench`, `bin/bench link`, `bin/bench load` and `bin/bench writes`; no figure is typed by hand.

                | measured on and with | |
                |---|---|""");
        machine(Run.CALLS);
        line("""

                ## How to read it

                - Figures drift from machine to machine; the ratios are the point. All rows of a run are measured one after another on one machine with the same flags: a heap of fixed size, touched before the start, and G1. Single calls are measured by one thread, each row in a Java process of its own.
                - Where a row shows `±`, it is the mean time per call with half its 99.9 % confidence interval.
                - Where a row shows `a / b`, single calls were timed: the tenth percentile and the median. Client and server run on one core there (where the table above says so): a round trip is then what the two of them work, and not how long it takes a sleeping core to wake, which would be most of it.
                - A ratio stands with the interval that follows from both figures' own: the confidence interval of a mean, the least and the most of a percentile's iterations, the least and the most of the rounds of a load. Where a bound lies within that interval, nothing is shown, and the verdict is "even".
                - That a request is one round trip is counted by the integration tests; here is what it costs.
                - A row is measured only after the value that it reads has been compared with the one that was put.
                - A product is a record of an id, handle, title, vendor, type, tags and price; 2,999 of them are about 660 KB of JSON, made by a generator.
                - A request through a filter is one without a network: objects of Spring's tests, made anew for each, with the visitor's cookie. They are the same for both sides, and in the time of both.
                - A bare ConcurrentHashMap, Jackson and zstd by hand and a raw socket check no ticket, no version and, but for the row that says so, no time. A re-read on a handle can be ahead of the bare map, since the handle has found its session already.
                """);
    }

    /** Only what differs from the run of single calls is told of the others. */
    private void machine(Run run) {
        Map<String, String> known = run == Run.CALLS ? Map.of() : Runs.machine(Run.CALLS);
        Runs.machine(run).forEach((what, value) -> {
            if (!value.equals(known.get(what))) {
                line("| " + what + " | " + value + " |");
            }
        });
    }

    private void goals() {
        line("""
                ## Goals

                The ratio is ours to the other's, at the tenth percentile and at the median where calls were timed one by one. Of several variants of a peer, the fastest counts. Why some are missed: [What a call costs](performance.md).

                | goal | ours | beside | ratio | bound | met |
                |---|---|---|---|---|---|""");
        Goals.all().forEach(this::goal);
        line("");
    }

    private void goal(Goal goal) {
        Optional<Figure> ours = goal.ours().apply(runs);
        String text = goal.text();
        for (Goal.Bound bound : goal.bounds()) {
            Optional<Figure> peer = bound.peer().apply(runs);
            line("| " + text + " | "
                    + (ours.isPresent() && peer.isPresent()
                            ? compared(ours.get(), peer.get(), bound)
                            : "| | | | not measured")
                    + " |");
            text = "";
        }
    }

    private static String compared(Figure ours, Figure peer, Goal.Bound bound) {
        Measure ratio = ours.measure().dividedBy(peer.measure());
        String middle = Texts.interval(ratio.middle(), Texts::number);
        return String.join(
                " | ",
                ours.text(),
                peer.label() + ": " + peer.text(),
                ratio.isSampled() ? Texts.interval(ratio.low(), Texts::number) + " / " + middle : middle,
                bound.text(),
                bound.verdict(ratio));
    }

    private void lost() {
        if (runs.calls().all().isEmpty()) {
            return;
        }
        line("## Where others are faster");
        line("");
        List<Duels.Lost> lost = Duels.lost(runs.calls());
        if (lost.isEmpty()) {
            line("Nowhere in this run.");
            line("");
            return;
        }
        line("| Coatcheck | the other | ours takes |");
        line("|---|---|---|");
        lost.forEach(one -> line("| " + one.ours().row().what() + one.ours().columnText() + " | "
                + one.other().label() + " | " + Texts.number(one.ratio().value()) + " times as long"
                + (one.isEven() ? ", which is even within the spread" : "") + " |"));
        line("");
    }

    private void load(String title, Run run, List<LoadRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        line("## " + title);
        line("");
        line("""
                Each thread asks as soon as it has its answer, for a random one of 2,000 sessions: nine reads of one small value and a write in turns, or reads alone where the row says so. All rows are measured by one Java process on one server, in turns, and both run on all cores. Each figure is the median of the rounds, between the least and the most of them; errors are of all rounds. Spring Session reads the session as a whole, here the small value alone. First reads of 600 KB keep the processors busy with decoding; what that alone does to the others is in the row of those that only decode, which ask no server.

                | what differs | |
                |---|---|""");
        machine(run);
        line("");
        line(LoadTable.of(rows));
    }

    private void writes() {
        if (runs.writes().isEmpty()) {
            return;
        }
        line("## Parallel writes to one session");
        line("");
        line("""
                Requests of one visitor, all through the filter, on one server. Each sets an attribute of its own, changes the one of its thread, and increments a count that all share: by getAttribute and setAttribute, which no HttpSession can make one step, or by `Session.update` where the row says so.

                | what differs | |
                |---|---|""");
        machine(Run.WRITES);
        line("");
        line(WritesTable.of(runs.writes()));
    }

    private void link() {
        if (runs.link().all().isEmpty()) {
            return;
        }
        line("## Redis over a link of 1 Gbit/s");
        line("");
        line("| what differs | |");
        line("|---|---|");
        machine(Run.LINK);
        line("");
        line("| | p10 / p50 |");
        line("|---|---|");
        runs.link().all().stream().map(Figure::of).forEach(row -> line("| " + row.label() + " | " + row.text() + " |"));
        line("");
    }

    private void table(Table.Kind table) {
        List<Result> rows = runs.calls().of(table);
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
