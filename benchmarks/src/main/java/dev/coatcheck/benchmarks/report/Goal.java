package dev.coatcheck.benchmarks.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What Coatcheck means to reach.
 *
 * @param text in words, as the design has it
 * @param ours what is compared
 * @param bounds what it is compared with
 */
record Goal(String text, Read ours, List<Bound> bounds) {
    /** Finds a figure in the newest runs; empty where they did not measure it. */
    interface Read extends Function<Runs, Optional<Figure>> {}

    /**
     * A figure of others, and what the ratio of ours to it has to be.
     *
     * @param peer what it is compared with
     */
    record Bound(Read peer, double least, double most) {
        static Bound atMost(double times, Read peer) {
            return new Bound(peer, Double.NEGATIVE_INFINITY, times);
        }

        static Bound atLeast(double times, Read peer) {
            return new Bound(peer, times, Double.POSITIVE_INFINITY);
        }

        String text() {
            return Double.isInfinite(most) ? "≥ " + Texts.number(least) : "≤ " + Texts.number(most);
        }

        /** At both percentiles, where they differ. */
        String verdict(Measure ratio) {
            String atLow = ratio.low().isWithin(least, most);
            String atMiddle = ratio.middle().isWithin(least, most);
            return atLow.equals(atMiddle) ? atMiddle : "p10: " + atLow + ", p50: " + atMiddle;
        }
    }
}
