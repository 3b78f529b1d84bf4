package dev.coatcheck.benchmarks.redis;

import dev.coatcheck.benchmarks.Table;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import redis.clients.jedis.RedisClient;

/** One value of so many bytes, which nobody encodes or decodes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Table(Table.Kind.REDIS_BYTES)
@SuppressWarnings("deprecation") // Jedis would rather have SET with EX, which is the same work
public abstract class BytesOnRedis {
    @Param({"36", "600000"})
    public int bytes;

    final String name = RedisUrl.PREFIX + getClass().getSimpleName();
    final byte[] key = ascii(name);

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    final byte[] value() {
        byte[] value = new byte[bytes];
        new Random(bytes).nextBytes(value);
        return value;
    }

    /** Puts the value where the row will read it. */
    final byte[] stored() {
        byte[] value = value();
        try (RedisClient client = RedisClient.create(RedisUrl.ofThisRun())) {
            client.setex(key, RedisUrl.TTL_SECONDS, value);
        }
        return value;
    }
}
