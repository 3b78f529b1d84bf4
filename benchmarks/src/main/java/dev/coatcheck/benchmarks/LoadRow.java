package dev.coatcheck.benchmarks;

/**
 * What so many threads at once found; each figure is the median of the rounds.
 *
 * @param who what they asked
 * @param perSecond how many requests were answered
 * @param p50 how long a request took, in nanoseconds
 * @param errors how many requests failed, in all rounds
 */
public record LoadRow(
        String who, int threads, Estimate perSecond, Estimate p50, Estimate p99, Estimate p999, long errors) {}
