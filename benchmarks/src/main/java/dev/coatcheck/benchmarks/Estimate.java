package dev.coatcheck.benchmarks;

import java.util.Collection;

/**
 * A figure, and between what it may be.
 *
 * @param least the lower end of its interval
 * @param most the upper end
 */
public record Estimate(double value, double least, double most) {
    /** Of a count, which has no spread. */
    public static Estimate exact(double value) {
        return new Estimate(value, value, value);
    }

    /** The median of several runs, between the least and the most of them. */
    public static Estimate median(Collection<Double> runs) {
        double[] sorted =
                runs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Estimate(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    /** Between the least that this can be of the most of the other, and the reverse. */
    public Estimate dividedBy(Estimate other) {
        return new Estimate(value / other.value, least / other.most, most / other.least);
    }

    /** Between the least that this can be above the most of the other, and the reverse. */
    public Estimate minus(Estimate other) {
        return new Estimate(value - other.value, least - other.most, most - other.least);
    }

    /** "even" where the interval holds one of the bounds, so that nothing is shown. */
    public String isWithin(double from, double to) {
        if (least >= from && most <= to) {
            return "yes";
        }
        return most < from || least > to ? "**no**" : "even";
    }
}
