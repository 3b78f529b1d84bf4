package dev.coatcheck.benchmarks.report;

import static dev.coatcheck.benchmarks.report.Goal.Bound.atLeast;
import static dev.coatcheck.benchmarks.report.Goal.Bound.atMost;

import dev.coatcheck.benchmarks.Estimate;
import dev.coatcheck.benchmarks.LoadRow;
import dev.coatcheck.benchmarks.WritesRow;
import dev.coatcheck.benchmarks.report.Goal.Bound;
import dev.coatcheck.benchmarks.report.Goal.Read;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** All goals, in the order of the modes. */
final class Goals {
    private static final int SESSIONS = 100_000;
    private static final int PRODUCTS = 2_999;
    private static final int WRITES = 1_000;

    private Goals() {}

    static List<Goal> all() {
        return Stream.of(memory(), sqlite(), redis(), link(), load(), keys(), httpSession())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Goal> memory() {
        Bound[] reread = {
            atMost(3, call("ConcurrentHashMapInMemory.get", SESSIONS)),
            atMost(1, call("CaffeineInMemory.getBounded", SESSIONS))
        };
        return List.of(
                goal(
                        "Memory, re-read of an immutable value, 100,000 sessions: at most 3 times a bare map; ahead of Caffeine with variable expiry",
                        call("CoatcheckInMemory.reread", SESSIONS),
                        reread),
                goal(
                        "The same with room for every decoded value, coatcheck.hot.max-bytes=2GB",
                        call("CoatcheckHotInMemory.reread", SESSIONS),
                        reread),
                goal(
                        "Memory, find by ticket and get: at most 1.5 times Spring Session in memory, which checks no secret",
                        call("CoatcheckInMemory.findAndGet", SESSIONS),
                        atMost(1.5, call("SpringSessionInMemory.get", SESSIONS))),
                goal(
                        "Memory, put of 2,999 products: at most 1.2 times encode and compress",
                        call("ValueSizeInMemory.put", PRODUCTS),
                        atMost(1.2, call("ValueSizeInMemory.encodeAndCompress", PRODUCTS))),
                goal(
                        "Memory, re-read with room for every decoded value, coatcheck.hot.max-bytes=2GB: grows with the number of sessions no more than a bare map does",
                        growth("CoatcheckHotInMemory.reread"),
                        atMost(1, growth("ConcurrentHashMapInMemory.get"))),
                goal(
                        "Memory, find and get: the same",
                        growth("CoatcheckInMemory.findAndGet"),
                        atMost(1, growth("ConcurrentHashMapInMemory.get"))),
                goal(
                        "Memory, put: the same",
                        growth("CoatcheckInMemory.put"),
                        atMost(1, growth("ConcurrentHashMapInMemory.put"))),
                goal(
                        "Heap of 1,000 sessions of 2,999 products, all in: at most 150 MiB",
                        call("HeapOfSessions.coatcheckAfterReading", 0),
                        atMost(1, bound(150, "150 MiB"))),
                goal(
                        "The same with nothing read recently: at most 140 MiB",
                        call("HeapOfSessions.coatcheck", 0),
                        atMost(1, bound(140, "140 MiB"))));
    }

    private static List<Goal> sqlite() {
        return List.of(
                goal(
                        "SQLite, a request that reads one small value, ticket checked: at most 1.5 times the same SQL by hand",
                        call("CoatcheckOnSqlite.get", SESSIONS),
                        atMost(1.5, call("SqlByHand.get", SESSIONS))),
                goal(
                        "SQLite, a small write: the same",
                        call("CoatcheckOnSqlite.put", SESSIONS),
                        atMost(1.5, call("SqlByHand.put", SESSIONS))),
                goal(
                        "SQLite, re-read of an unchanged 600 KB value: at most the time of a small one",
                        call("CoatcheckOnSqlite.rereadProducts", SESSIONS),
                        atMost(1, call("CoatcheckOnSqlite.reread", SESSIONS))),
                goal(
                        "SQLite, 1,000,000 sessions: at most 1.5 times the cost of 1,000, in SQLite's own growth, read",
                        growth("CoatcheckOnSqlite.get"),
                        atMost(1.5, growth("SqlByHand.get"))),
                goal("The same, write", growth("CoatcheckOnSqlite.put"), atMost(1.5, growth("SqlByHand.put"))),
                goal(
                        "SQLite, 8 threads: a call takes, of all of them, at most what it takes one, read",
                        growth("ThreadsOnSqlite.get"),
                        atMost(1, bound(1, "× 1"))),
                goal("The same, write", growth("ThreadsOnSqlite.put"), atMost(1, bound(1, "× 1"))));
    }

    private static List<Goal> redis() {
        Bound[] small = {
            atMost(1, call("SpringSessionOnRedis.get", 0)), atMost(1.3, call("JedisOnRedis.get", 36)),
        };
        return List.of(
                goal(
                        "Redis, a request that reads one small value beside 2,999 products, ticket checked, by attach: at least 100 times as fast as Spring Session",
                        call("CoatcheckOnRedis.get", PRODUCTS),
                        atMost(1 / 100.0, call("SpringSessionOnRedis.get", PRODUCTS))),
                goal(
                        "The same by find",
                        call("CoatcheckOnRedis.findAndGet", PRODUCTS),
                        atMost(1 / 100.0, call("SpringSessionOnRedis.get", PRODUCTS))),
                goal(
                        "Redis, the same in a small session, by attach: at most the time of Spring Session; at most 1.3 times one Jedis GET",
                        call("CoatcheckOnRedis.get", 0),
                        small),
                goal("The same by find", call("CoatcheckOnRedis.findAndGet", 0), small),
                goal(
                        "Redis, re-read of an unchanged 600 KB value, never stale: at most 1.3 times one Jedis GET of 36 bytes",
                        call("ValueSizeOnRedis.reread", PRODUCTS),
                        atMost(1.3, call("JedisOnRedis.get", 36))),
                goal(
                        "The same with coatcheck.hot.max-staleness: faster than a hit of Redisson's LocalCachedMap",
                        call("CoatcheckUnasked.reread", 0),
                        atMost(1, call("LocalCachedMapOnRedis.hit", 0))),
                goal(
                        "Redis, a batch of five puts: at most 1.6 times the same pipelined by hand",
                        call("BatchOnRedis.coatcheck", 0),
                        atMost(1.6, call("BatchOnRedis.pipelinedWithIndex", 0))));
    }

    private static List<Goal> link() {
        return List.of(
                goal(
                        "Redis over 1 Gbit/s, first read of 2,999 products: at most 0.6 times Jedis GET and decode",
                        overLink("ValueSizeOnRedis.firstRead"),
                        atMost(0.6, overLink("ValueSizeOnRedis.getAndDecode"))),
                goal(
                        "Redis over 1 Gbit/s, write of 2,999 products: at most 0.6 times encode and Jedis SETEX",
                        overLink("ValueSizeOnRedis.put"),
                        atMost(0.6, overLink("ValueSizeOnRedis.encodeAndSetex"))));
    }

    private static List<Goal> load() {
        return List.of(
                goal(
                        "Redis, 200 threads, requests per second: at least 2 times plain Lettuce GET",
                        perSecond("Coatcheck", 200),
                        atLeast(2, perSecond("Lettuce GET", 200))),
                goal(
                        "Redis, 200 threads, p99.9: at most that of plain Lettuce GET",
                        time("Coatcheck", 200, LoadRow::p999),
                        atMost(1, time("Lettuce GET", 200, LoadRow::p999))),
                goal(
                        "Redis, 1,000 threads, requests per second: at least 1.5 times plain Lettuce GET",
                        perSecond("Coatcheck", 1_000),
                        atLeast(1.5, perSecond("Lettuce GET", 1_000))),
                goal(
                        "Redis, 1,000 threads: no error",
                        load("Coatcheck", 1_000, row -> Estimate.exact((double) row.errors()), Texts::number),
                        atMost(0, bound(1, "none"))),
                goal(
                        "Redis, 8 threads with first reads of 600 KB beside 192 with small reads: p99 of the small ones at most 2 times that without, and that beside 8 which decode as much and ask nobody",
                        time("Coatcheck, small reads beside 8 first reads of 600 KB", 192, LoadRow::p99),
                        atMost(2, time("Coatcheck, small reads alone", 192, LoadRow::p99)),
                        atMost(2, time("Coatcheck, small reads beside 8 that only decode 600 KB", 192, LoadRow::p99))),
                goal(
                        "Memory, 200 threads, requests per second: at least 0.8 times those of a thread for each core",
                        perSecond("Coatcheck in memory", 200),
                        atLeast(0.8, perSecond("Coatcheck in memory, a thread for each core", ANY))));
    }

    private static List<Goal> keys() {
        return List.of(
                goal(
                        "Memory, 10,000 keys in a session: at most 2 times the cost of 10, get",
                        growth("KeysInMemory.get"),
                        atMost(1, bound(2, "× 2")),
                        atMost(1, growth("KeysInMemory.getFromMap"))),
                goal("The same, put", growth("KeysInMemory.put"), atMost(1, bound(2, "× 2"))),
                goal(
                        "Redis, 10,000 keys in a session: at most 2 times the cost of 10, get",
                        growth("KeysOnRedis.get"),
                        atMost(1, bound(2, "× 2"))),
                goal("The same, put", growth("KeysOnRedis.put"), atMost(1, bound(2, "× 2"))));
    }

    private static List<Goal> httpSession() {
        Bound[] large = {atMost(1 / 100.0, call("SpringSessionOnRedis.getByFilter", PRODUCTS))};
        Bound[] small = {atMost(1, call("SpringSessionOnRedis.getByFilter", 0))};
        Bound microsecond = atMost(1, bound(1_000, "1 µs"));
        return List.of(
                goal(
                        "HttpSession on Redis, a request that reads one small attribute beside 2,999 products: at least 100 times as fast as Spring Session",
                        call("HttpSessionOnRedis.get", PRODUCTS),
                        large),
                goal(
                        "The same with an idle timeout, as Spring Session has one",
                        call("HttpSessionOnRedis.getIdle", PRODUCTS),
                        large),
                goal(
                        "HttpSession on Redis, the same in a small session: at most the time of Spring Session",
                        call("HttpSessionOnRedis.get", 0),
                        small),
                goal(
                        "The same with an idle timeout, as Spring Session has one",
                        call("HttpSessionOnRedis.getIdle", 0),
                        small),
                goal(
                        "HttpSession in memory, a request that reads one small attribute: at most 1 µs more than by Session",
                        above("HttpSessionInMemory.getAttribute", "HttpSessionInMemory.get"),
                        microsecond),
                goal(
                        "The same of a serialized attribute",
                        above("HttpSessionInMemory.getSerialized", "HttpSessionInMemory.get"),
                        microsecond),
                goal(
                        "HttpSession on Redis, 1,000 parallel requests to one session: no write of another attribute lost",
                        lost(WritesRow.COATCHECK, row -> row.lostOwn() + row.lostOfThread()),
                        atMost(0, bound(1, "none"))),
                goal(
                        "The same, increments of one count by Session.update",
                        lost(WritesRow.COATCHECK_UPDATE, WritesRow::lostIncrements),
                        atMost(0, bound(1, "none"))));
    }

    /** Where a row of the load has one number of threads. */
    private static final int ANY = 0;

    private static Goal goal(String text, Read ours, Bound... bounds) {
        return new Goal(text, ours, List.of(bounds));
    }

    private static Read call(String name, int column) {
        return runs -> runs.calls().fastest(name, column).map(Figure::of);
    }

    private static Read overLink(String name) {
        return runs -> runs.link().fastest(name, PRODUCTS).map(Figure::of);
    }

    private static Read growth(String name) {
        return runs -> Figure.growth(runs.calls(), name);
    }

    private static Read above(String whole, String less) {
        return runs -> runs.calls()
                .fastest(whole, 0)
                .flatMap(row -> runs.calls().fastest(less, 0).map(other -> Figure.difference(row, other)));
    }

    private static Read lost(String who, ToIntFunction<WritesRow> count) {
        return runs -> runs.writes().stream()
                .filter(row -> row.who().equals(who) && row.requests() == WRITES)
                .findFirst()
                .map(row -> Figure.bound(count.applyAsInt(row), Texts.count(count.applyAsInt(row))));
    }

    private static Read bound(double value, String text) {
        return runs -> Optional.of(Figure.bound(value, text));
    }

    private static Read perSecond(String who, int threads) {
        return load(who, threads, LoadRow::perSecond, Texts::number);
    }

    private static Read time(String who, int threads, Function<LoadRow, Estimate> figure) {
        return load(who, threads, figure, Texts::time);
    }

    private static Read load(String who, int threads, Function<LoadRow, Estimate> figure, DoubleFunction<String> text) {
        return runs -> runs.load().stream()
                .filter(row -> row.who().equals(who) && (threads == ANY || row.threads() == threads))
                .findFirst()
                .map(row -> Figure.of(row, figure.apply(row), text));
    }
}
