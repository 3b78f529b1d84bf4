package dev.coatcheck.benchmarks.redis;

import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.redisson.Redisson;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;
import org.redisson.config.Config;

/** Redisson's map, which is a hash on the server. */
public class RedissonOnRedis extends BytesOnRedis {
    /** Names as text, values as bytes. */
    static final CompositeCodec CODEC = new CompositeCodec(StringCodec.INSTANCE, ByteArrayCodec.INSTANCE);

    private final RedissonClient client = connect();
    private final RMap<String, byte[]> map = client.getMap(name, CODEC);

    static RedissonClient connect() {
        Config config = new Config();
        config.useSingleServer().setAddress(RedisUrl.ofThisRun());
        return Redisson.create(config);
    }

    @Setup
    public void fill() {
        byte[] value = value();
        map.put(Small.NAME, value);
        map.expire(Duration.ofSeconds(RedisUrl.TTL_SECONDS));
        Check.same(value, get());
    }

    @TearDown
    public void close() {
        client.shutdown();
    }

    @Benchmark
    @Row(who = "Redisson", what = "RMap get")
    public byte @Nullable [] get() {
        return map.get(Small.NAME);
    }
}
