package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.Estimate;
import dev.coatcheck.benchmarks.Table;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Figures as people read them: three digits, and a unit that fits. */
final class Texts {
    private Texts() {}

    /** A measure of a table; p10 / p50 of single calls, or the mean and its error. */
    static String of(Table.Kind table, Measure measure) {
        Estimate middle = measure.middle();
        if (table == Table.Kind.HEAP) {
            return number(middle.value()) + " MiB";
        }
        if (measure.isSampled()) {
            return time(measure.low().value()) + " / " + time(middle.value());
        }
        double error = middle.most() - middle.value();
        return time(middle.value()) + (Double.isNaN(error) ? "" : " ± " + time(error));
    }

    /** A figure and, where it has one, its interval. */
    static String interval(Estimate estimate, DoubleFunction<String> text) {
        String value = text.apply(estimate.value());
        String least = text.apply(estimate.least());
        String most = text.apply(estimate.most());
        return least.equals(most) ? value : value + " (" + least + " to " + most + ")";
    }

    static String time(double nanos) {
        if (Double.isNaN(nanos)) {
            return "none";
        }
        double size = Math.abs(nanos);
        if (size < 1_000) {
            return number(nanos) + " ns";
        }
        return size < 1_000_000 ? number(nanos / 1_000) + " µs" : number(nanos / 1_000_000) + " ms";
    }

    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100 && Double.isFinite(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return value == 0
                ? "0"
                : String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f", value);
    }

    static String count(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
