package dev.coatcheck.benchmarks.redis;

import static dev.coatcheck.benchmarks.Coatcheck.WHO;

import dev.coatcheck.Batch;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import dev.coatcheck.benchmarks.Table;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;

/** Five small values, by Coatcheck as one atomic step, by Jedis as commands that share a round trip or do not. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Table(Table.Kind.REDIS_BATCH)
@SuppressWarnings("deprecation") // Jedis would rather have SET with EX, which is the same work
public class BatchOnRedis {
    private static final String PEER = "Jedis";
    private static final String INDEX = RedisUrl.PREFIX + "batch";
    private static final List<String> NAMES = List.of("one", "two", "three", "four", "five");
    private static final List<Key<String>> KEYS =
            NAMES.stream().map(name -> Key.of(name, String.class)).toList();

    private final SessionManager manager = Coatcheck.onRedis(Map.of());
    private final Session session = manager.create();
    private final RedisClient client = RedisClient.create(RedisUrl.ofThisRun());
    private final Map<String, String> index = new TreeMap<>();

    @Setup
    public void check() {
        NAMES.forEach(name -> index.put(name, Long.toString(System.currentTimeMillis())));
        coatcheck();
        for (int i = 0; i < KEYS.size(); i++) {
            Check.same(Small.value(i), session.get(KEYS.get(i), ""));
        }
        Check.same(7, pipelinedWithIndex().size());
        Check.same(Small.value(4), client.get(INDEX + ":five"));
        Check.same(index, client.hgetAll(INDEX));
        Check.same(5, oneByOne());
    }

    @TearDown
    public void close() {
        session.end();
        manager.close();
        client.close();
    }

    @Benchmark
    @Row(who = WHO, what = "a batch of five puts")
    public void coatcheck() {
        Batch batch = session.batch();
        for (int i = 0; i < KEYS.size(); i++) {
            batch.put(KEYS.get(i), Small.value(i));
        }
        batch.commit();
    }

    @Benchmark
    @Row(who = PEER, what = "five SETEX, HSET of an index, EXPIRE: pipelined")
    public List<Object> pipelinedWithIndex() {
        try (Pipeline pipeline = client.pipelined()) {
            setexAll(pipeline);
            pipeline.hset(INDEX, index);
            pipeline.expire(INDEX, RedisUrl.TTL_SECONDS);
            return pipeline.syncAndReturnAll();
        }
    }

    @Benchmark
    @Row(who = PEER, what = "five SETEX: pipelined")
    public List<Object> pipelined() {
        try (Pipeline pipeline = client.pipelined()) {
            setexAll(pipeline);
            return pipeline.syncAndReturnAll();
        }
    }

    private static void setexAll(Pipeline pipeline) {
        for (int i = 0; i < NAMES.size(); i++) {
            pipeline.setex(INDEX + ":" + NAMES.get(i), RedisUrl.TTL_SECONDS, Small.value(i));
        }
    }

    @Benchmark
    @Row(who = PEER, what = "five SETEX: one by one")
    public int oneByOne() {
        return (int) IntStream.range(0, NAMES.size())
                .mapToObj(i -> client.setex(INDEX + ":" + NAMES.get(i), RedisUrl.TTL_SECONDS, Small.value(i)))
                .filter("OK"::equals)
                .count();
    }
}
