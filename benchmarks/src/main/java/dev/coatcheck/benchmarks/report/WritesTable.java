package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.WritesRow;
import java.util.List;
import java.util.stream.Collectors;

/** What parallel requests lost of each other's writes, as a table. */
public final class WritesTable {
    private WritesTable() {}

    public static String of(List<WritesRow> rows) {
        return """
                | lost | requests | attributes of one request | writes of one thread's attribute | increments of one count | requests failed |
                |---|---|---|---|---|---|
                """ + rows.stream().map(WritesTable::line).collect(Collectors.joining());
    }

    private static String line(WritesRow row) {
        return "| "
                + String.join(
                        " | ",
                        row.who(),
                        Texts.count(row.requests()),
                        Texts.count(row.lostOwn()),
                        Texts.count(row.lostOfThread()),
                        Texts.count(row.lostIncrements()),
                        Texts.count(row.failed()))
                + " |\n";
    }
}
