package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a goal is about, once it is measured.
 *
 * @param label what it is called, in a sentence
 * @param text the measure as people read it, with its spread
 */
record Figure(String label, Measure measure, String text) {
    /** A row's; empty where the run did not measure it. Of several variants the fastest. */
    static Optional<Figure> of(Results results, String name, int column) {
        return results.fastest(name, column)
                .map(result -> new Figure(
                        result.label() + columnText(result),
                        result.measure(),
                        Texts.spread(result.table(), result.measure())));
    }

    private static String columnText(Result result) {
        Table.Kind table = result.table();
        return table.parameter().isEmpty() ? "" : ", " + Texts.count(result.column()) + " " + table.unit();
    }

    /** By how much a row's cost grows from the fewest to the most that the run has. */
    static Optional<Figure> growth(Results results, String name) {
        List<Result> byColumn = results.named(name)
                .sorted(Comparator.comparingInt(Result::column))
                .toList();
        if (byColumn.size() < 2) {
            return Optional.empty();
        }
        Result few = byColumn.get(0);
        Result many = byColumn.get(byColumn.size() - 1);
        Measure ratio = many.measure().dividedBy(few.measure());
        return Optional.of(new Figure(
                many.label() + ", from " + Texts.count(few.column()) + " to " + Texts.count(many.column()) + " "
                        + many.table().unit(),
                ratio,
                "× " + Texts.number(ratio.middle())));
    }
}
