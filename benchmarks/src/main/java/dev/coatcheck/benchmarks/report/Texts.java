package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.Table;
import java.util.Locale;

/** Figures as people read them: three digits, and a unit that fits. */
final class Texts {
    private Texts() {}

    /** A measure of a table; p10 / p50 of single calls, or the mean and its error. */
    static String of(Table.Kind table, Measure measure) {
        if (table == Table.Kind.HEAP) {
            return number(measure.middle()) + " MiB";
        }
        if (measure.isSampled()) {
            return time(measure.low()) + " / " + time(measure.middle());
        }
        return time(measure.middle()) + (Double.isNaN(measure.error()) ? "" : " ± " + time(measure.error()));
    }

    static String spread(Table.Kind table, Measure measure) {
        return of(table, measure) + (measure.isSampled() ? " / " + time(measure.high()) : "");
    }

    static String time(double nanos) {
        if (nanos < 1_000) {
            return number(nanos) + " ns";
        }
        return nanos < 1_000_000 ? number(nanos / 1_000) + " µs" : number(nanos / 1_000_000) + " ms";
    }

    static String number(double value) {
        if (value >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.4f", value);
    }

    static String count(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
