package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.LoadRow;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What many threads found, as a table. */
public final class LoadTable {
    private LoadTable() {}

    /** With the fewest threads first. */
    public static String of(List<LoadRow> rows) {
        return """
                | threads | | requests per second | p50 | p99 | p99.9 | errors |
                |---|---|---|---|---|---|---|
                """
                + rows.stream()
                        .sorted(Comparator.comparingInt(LoadRow::threads))
                        .map(LoadTable::line)
                        .collect(Collectors.joining());
    }

    private static String line(LoadRow row) {
        return "| "
                + String.join(
                        " | ",
                        Texts.count(row.threads()),
                        row.who(),
                        Texts.interval(row.perSecond(), Texts::number),
                        Texts.interval(row.p50(), Texts::time),
                        Texts.interval(row.p99(), Texts::time),
                        Texts.interval(row.p999(), Texts::time),
                        Long.toString(row.errors()))
                + " |\n";
    }
}
