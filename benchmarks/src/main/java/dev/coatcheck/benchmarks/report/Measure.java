package dev.coatcheck.benchmarks.report;

/**
 * What was measured of a row.
 *
 * @param low the tenth percentile of single calls; where calls were not timed one by one, the mean
 * @param middle the median, or the mean
 * @param high the ninetieth percentile, or the mean
 * @param error half the 99.9 % confidence interval of the mean, or not a number
 * @param isSampled whether calls were timed one by one
 */
record Measure(double low, double middle, double high, double error, boolean isSampled) {
    static Measure exact(double value) {
        return new Measure(value, value, value, Double.NaN, false);
    }

    Measure dividedBy(Measure other) {
        return new Measure(low / other.low, middle / other.middle, high / other.high, Double.NaN, isSampled);
    }
}
