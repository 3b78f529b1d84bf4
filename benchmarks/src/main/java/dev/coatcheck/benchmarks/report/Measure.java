package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.Estimate;

/**
 * What was measured of a row.
 *
 * @param low the tenth percentile of single calls; where calls were not timed one by one, the mean
 * @param middle the median, or the mean
 * @param isSampled whether calls were timed one by one
 */
record Measure(Estimate low, Estimate middle, boolean isSampled) {
    /** Where there are no percentiles of single calls. */
    static Measure of(Estimate figure) {
        return new Measure(figure, figure, false);
    }

    static Measure exact(double value) {
        return of(Estimate.exact(value));
    }

    Measure dividedBy(Measure other) {
        return new Measure(low.dividedBy(other.low), middle.dividedBy(other.middle), isSampled);
    }
}
