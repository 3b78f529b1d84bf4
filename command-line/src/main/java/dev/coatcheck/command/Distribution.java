package dev.coatcheck.command;

import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * How numbers are distributed, in a memory that does not grow with how many there are. The percentiles are right to one in
 * a thousand, the ends exact. For one thread.
 */
final class Distribution {
    /** Decimal digits that are kept of a number. */
    private static final int PRECISION = 3;

    private final Histogram histogram = new Histogram(PRECISION);
    private long least = Long.MAX_VALUE;
    private long most;

    /**
     * The numbers in order, at some places of the row.
     *
     * @param p50 half of them are this at most
     */
    record Percentiles(long min, long p50, long p90, long p99, long max) {}

    /** Adds a number, zero or more. */
    void add(long number) {
        histogram.recordValue(number);
        least = Math.min(least, number);
        most = Math.max(most, number);
    }

    /** Empty where there is no number. */
    Optional<Percentiles> percentiles() {
        return histogram.getTotalCount() == 0
                ? Optional.empty()
                : Optional.of(new Percentiles(least, at(50), at(90), at(99), most));
    }

    private long at(double percentile) {
        return Math.max(least, Math.min(most, histogram.getValueAtPercentile(percentile)));
    }
}
