package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.Estimate;
import dev.coatcheck.benchmarks.LoadRow;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * What a goal is about, once it is measured.
 *
 * @param label what it is called, in a sentence
 * @param text the measure as people read it, with its spread
 */
record Figure(String label, Measure measure, String text) {
    static Figure of(Result result) {
        return new Figure(
                result.label() + result.columnText(), result.measure(), Texts.of(result.table(), result.measure()));
    }

    /** Of many threads. */
    static Figure of(LoadRow row, Estimate figure, DoubleFunction<String> text) {
        return new Figure(
                row.who() + ", " + Texts.count(row.threads()) + " threads",
                Measure.of(figure),
                Texts.interval(figure, text));
    }

    /** A plain number instead of a measured one. */
    static Figure bound(double value, String text) {
        return new Figure("bound", Measure.exact(value), text);
    }

    /** How much longer a row takes than another one, which is less by some part of it. */
    static Figure difference(Result whole, Result less) {
        Estimate difference = whole.measure().middle().minus(less.measure().middle());
        return new Figure(whole.label(), Measure.of(difference), Texts.interval(difference, Texts::time));
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
                "× " + Texts.number(ratio.middle().value())));
    }
}
