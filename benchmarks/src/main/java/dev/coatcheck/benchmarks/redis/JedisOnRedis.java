package dev.coatcheck.benchmarks.redis;

import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Row;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import redis.clients.jedis.RedisClient;

/** Jedis with its defaults. */
@SuppressWarnings("deprecation") // Jedis would rather have SET with EX, which is the same work
public class JedisOnRedis extends BytesOnRedis {
    private static final String WHO = "Jedis";

    private final RedisClient client = RedisClient.create(RedisUrl.ofThisRun());
    private byte[] value = {};

    @Setup
    public void fill() {
        value = value();
        setex();
        Check.same(value, get());
    }

    @TearDown
    public void close() {
        client.close();
    }

    @Benchmark
    @Row(who = WHO, what = "GET")
    public byte @Nullable [] get() {
        return client.get(key);
    }

    @Benchmark
    @Row(who = WHO, what = "SETEX")
    public String setex() {
        return client.setex(key, RedisUrl.TTL_SECONDS, value);
    }
}
