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
    /** Finds a figure in a run; empty where the run did not measure it. */
    interface Read extends Function<Results, Optional<Figure>> {}

    /**
     * A figure of others, and how many times as much ours may be.
     *
     * @param peer what it is compared with
     * @param atMost the largest ratio of ours to the peer's that meets the goal
     */
    record Bound(Read peer, double atMost) {}

    static Goal of(String text, Read ours, Bound... bounds) {
        return new Goal(text, ours, List.of(bounds));
    }

    static Read row(String name, int column) {
        return results -> Figure.of(results, name, column);
    }

    static Read growth(String name) {
        return results -> Figure.growth(results, name);
    }

    /** A plain number instead of a peer's figure. */
    static Read limit(double value, String text) {
        return results -> Optional.of(new Figure("bound", Measure.exact(value), text));
    }

    static Bound atMost(double times, Read peer) {
        return new Bound(peer, times);
    }

    /** All goals, in the order of the modes. */
    static List<Goal> all() {
        int sessions = 100_000;
        return List.of(
                of(
                        "Memory, re-read of an immutable value, 100,000 sessions: at most 3 times the limit; ahead of Caffeine with variable expiry",
                        row("CoatcheckInMemory.reread", sessions),
                        atMost(3, row("ConcurrentHashMapInMemory.get", sessions)),
                        atMost(1, row("CaffeineInMemory.getBounded", sessions))),
                of(
                        "The same with room for every decoded value, coatcheck.hot.max-bytes=2GB",
                        row("CoatcheckHotInMemory.reread", sessions),
                        atMost(3, row("ConcurrentHashMapInMemory.get", sessions)),
                        atMost(1, row("CaffeineInMemory.getBounded", sessions))),
                of(
                        "Memory, find by ticket and get: at least 2 times as fast as Spring Session in memory",
                        row("CoatcheckInMemory.findAndGet", sessions),
                        atMost(1 / 2.0, row("SpringSessionInMemory.get", sessions))),
                of(
                        "Memory, put of 2,999 products: at most 1.2 times encode and compress",
                        row("ValueSizeInMemory.put", 2_999),
                        atMost(1.2, row("ValueSizeInMemory.encodeAndCompress", 2_999))),
                of(
                        "Memory, re-read: grows with the number of sessions no more than the limit does",
                        growth("CoatcheckInMemory.reread"),
                        atMost(1, growth("ConcurrentHashMapInMemory.get"))),
                of(
                        "The same with room for every decoded value, coatcheck.hot.max-bytes=2GB",
                        growth("CoatcheckHotInMemory.reread"),
                        atMost(1, growth("ConcurrentHashMapInMemory.get"))),
                of(
                        "Memory, find and get: grows with the number of sessions no more than the limit does",
                        growth("CoatcheckInMemory.findAndGet"),
                        atMost(1, growth("ConcurrentHashMapInMemory.get"))),
                of(
                        "Memory, put: grows with the number of sessions no more than the limit does",
                        growth("CoatcheckInMemory.put"),
                        atMost(1, growth("ConcurrentHashMapInMemory.put"))),
                of(
                        "Heap of 1,000 sessions of 2,999 products, all in: at most 150 MiB",
                        row("HeapOfSessions.coatcheckAfterReading", 0),
                        atMost(1, limit(150, "150 MiB"))),
                of(
                        "The same with nothing read recently: at most 140 MiB",
                        row("HeapOfSessions.coatcheck", 0),
                        atMost(1, limit(140, "140 MiB"))),
                of(
                        "Redis, a request that reads one small value beside 2,999 products, ticket checked: at least 100 times as fast as Spring Session",
                        row("CoatcheckOnRedis.get", 2_999),
                        atMost(1 / 100.0, row("SpringSessionOnRedis.get", 2_999))),
                of(
                        "The same in a small session: at most the time of Spring Session; at most 1.3 times one Jedis GET",
                        row("CoatcheckOnRedis.get", 0),
                        atMost(1, row("SpringSessionOnRedis.get", 0)),
                        atMost(1.3, row("JedisOnRedis.get", 36))),
                of(
                        "Redis, re-read of an unchanged 600 KB value, never stale: at most 1.3 times one Jedis GET of 36 bytes; 200 times as fast as GET and decode",
                        row("ValueSizeOnRedis.reread", 2_999),
                        atMost(1.3, row("JedisOnRedis.get", 36)),
                        atMost(1 / 200.0, row("ValueSizeOnRedis.getAndDecode", 2_999))),
                of(
                        "The same with coatcheck.hot.max-staleness: faster than a hit of Redisson's LocalCachedMap",
                        row("CoatcheckUnasked.reread", 0),
                        atMost(1, row("LocalCachedMapOnRedis.hit", 0))),
                of(
                        "Redis, first read of 2,999 products: at most 1.1 times Jedis GET and decode",
                        row("ValueSizeOnRedis.firstRead", 2_999),
                        atMost(1.1, row("ValueSizeOnRedis.getAndDecode", 2_999))),
                of(
                        "Redis, write of 2,999 products: at most 1.1 times encode and Jedis SETEX",
                        row("ValueSizeOnRedis.put", 2_999),
                        atMost(1.1, row("ValueSizeOnRedis.encodeAndSetex", 2_999))),
                of(
                        "The same without compression, coatcheck.compress-above=1GB",
                        row("ValueSizeOnRedis.putPlain", 2_999),
                        atMost(1.1, row("ValueSizeOnRedis.encodeAndSetex", 2_999))),
                of(
                        "Redis, a batch of five puts: at most 1.5 times the same pipelined by hand",
                        row("BatchOnRedis.coatcheck", 0),
                        atMost(1.5, row("BatchOnRedis.pipelinedWithIndex", 0))),
                of(
                        "Memory, 10,000 keys in a session: at most 2 times the cost of 10, get",
                        growth("KeysInMemory.get"),
                        atMost(1, limit(2, "× 2")),
                        atMost(1, growth("KeysInMemory.getFromMap"))),
                of("The same, put", growth("KeysInMemory.put"), atMost(1, limit(2, "× 2"))),
                of(
                        "Redis, 10,000 keys in a session: at most 2 times the cost of 10, get",
                        growth("KeysOnRedis.get"),
                        atMost(1, limit(2, "× 2"))),
                of("The same, put", growth("KeysOnRedis.put"), atMost(1, limit(2, "× 2"))));
    }
}
