package dev.coatcheck.benchmarks.report;

import dev.coatcheck.benchmarks.Estimate;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/** Rows of peers for the same purpose, to find where they are faster. What checks nothing stands aside. */
final class Duels {
    private static final List<String> READS_IN_MEMORY =
            List.of("CaffeineInMemory.get", "CaffeineInMemory.getBounded", "SpringSessionInMemory.get");

    private static final List<Entry<String, List<String>>> ALL = List.of(
            Map.entry("CoatcheckInMemory.reread", READS_IN_MEMORY),
            Map.entry("CoatcheckInMemory.attachAndGet", READS_IN_MEMORY),
            Map.entry("CoatcheckInMemory.findAndGet", READS_IN_MEMORY),
            Map.entry(
                    "CoatcheckInMemory.put",
                    List.of("CaffeineInMemory.put", "CaffeineInMemory.putBounded", "SpringSessionInMemory.put")),
            Map.entry("CoatcheckOnRedis.get", List.of("SpringSessionOnRedis.get")),
            Map.entry("CoatcheckOnRedis.getCold", List.of("SpringSessionOnRedis.get")),
            Map.entry("CoatcheckOnRedis.findAndGet", List.of("SpringSessionOnRedis.get")),
            Map.entry("HttpSessionOnRedis.get", List.of("SpringSessionOnRedis.getByFilter")),
            Map.entry("HttpSessionOnRedis.getIdle", List.of("SpringSessionOnRedis.getByFilter")),
            Map.entry("CoatcheckUnasked.reread", List.of("LocalCachedMapOnRedis.hit")),
            Map.entry("CoatcheckUnasked.attachAndReread", List.of("LocalCachedMapOnRedis.hit")),
            Map.entry("ValueSizeOnRedis.firstRead", List.of("ValueSizeOnRedis.getAndDecode")),
            Map.entry("ValueSizeOnRedis.put", List.of("ValueSizeOnRedis.encodeAndSetex")),
            Map.entry(
                    "BatchOnRedis.coatcheck",
                    List.of("BatchOnRedis.pipelinedWithIndex", "BatchOnRedis.pipelined", "BatchOnRedis.oneByOne")));

    private Duels() {}

    /**
     * A comparison that others win.
     *
     * @param ratio how many times as long ours takes, at the median
     */
    record Lost(Result ours, Result other, Estimate ratio) {
        /** Whether the difference is within the spread. */
        boolean isEven() {
            return ratio.least() <= 1;
        }
    }

    /** The comparisons that others win, the widest gap first. Of a peer's variants, the fastest counts. */
    static List<Lost> lost(Results results) {
        return ALL.stream()
                .flatMap(duel -> results.named(duel.getKey())
                        .flatMap(ours -> duel.getValue().stream()
                                .flatMap(peer -> results.fastest(peer, ours.column()).stream())
                                .map(other -> compare(ours, other))))
                .filter(compared -> compared.ratio.value() > 1)
                .sorted((one, other) -> Double.compare(other.ratio.value(), one.ratio.value()))
                .toList();
    }

    private static Lost compare(Result ours, Result other) {
        return new Lost(
                ours, other, ours.measure().middle().dividedBy(other.measure().middle()));
    }
}
