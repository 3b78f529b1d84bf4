package dev.coatcheck.benchmarks.report;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** How often each time was taken by a single call; JMH's file has no tenth percentile of its own. */
record Histogram(TreeMap<Double, Long> counts) {
    /** By process, iteration and bucket: a time and how often. */
    static Histogram of(JsonNode processes) {
        TreeMap<Double, Long> counts = new TreeMap<>();
        for (JsonNode iterations : processes) {
            for (JsonNode buckets : iterations) {
                for (JsonNode bucket : buckets) {
                    counts.merge(bucket.get(0).asDouble(), bucket.get(1).asLong(), Long::sum);
                }
            }
        }
        return new Histogram(counts);
    }

    private double percentile(double percent) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        long before = 0;
        for (Map.Entry<Double, Long> bucket : counts.entrySet()) {
            before += bucket.getValue();
            if (before >= all * percent / 100) {
                return bucket.getKey();
            }
        }
        return Double.NaN;
    }

    Measure measure() {
        return new Measure(percentile(10), percentile(50), percentile(90), Double.NaN, true);
    }
}
