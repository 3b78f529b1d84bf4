package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** How often each time was taken by a single call; JMH's file has no tenth percentile of its own. */
record Histogram(TreeMap<Double, Long> counts) {
    /** By process, iteration and bucket: a time and how often. */
    static Measure measure(JsonNode processes) {
        List<Histogram> iterations = new ArrayList<>();
        Histogram all = new Histogram(new TreeMap<>());
        for (JsonNode process : processes) {
            for (JsonNode buckets : process) {
                Histogram iteration = new Histogram(new TreeMap<>());
                iteration.add(buckets);
                all.add(buckets);
                iterations.add(iteration);
            }
        }
        return new Measure(all.estimate(10, iterations), all.estimate(50, iterations), true);
    }

    private void add(JsonNode buckets) {
        for (JsonNode bucket : buckets) {
            counts.merge(bucket.get(0).asDouble(), bucket.get(1).asLong(), Long::sum);
        }
    }

    /** A percentile of all, between the least and the most that an iteration alone has. */
    private Estimate estimate(double percent, List<Histogram> iterations) {
        Estimate alone = Estimate.median(iterations.stream()
                .filter(iteration -> !iteration.counts.isEmpty())
                .map(iteration -> iteration.percentile(percent))
                .toList());
        return new Estimate(percentile(percent), alone.least(), alone.most());
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
}
