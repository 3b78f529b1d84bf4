package dev.coatcheck.benchmarks.redis;

import dev.coatcheck.benchmarks.Catalog;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Json;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import dev.coatcheck.benchmarks.Table;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;

/** Redisson's map that keeps values here and is told by the server, some time later, when they change. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Table(Table.Kind.REDIS_UNASKED)
public class LocalCachedMapOnRedis {
    private final RedissonClient client = RedissonOnRedis.connect();
    private final RLocalCachedMap<String, byte[]> map =
            client.getLocalCachedMap(LocalCachedMapOptions.<String, byte[]>name(RedisUrl.PREFIX + "local-cached")
                    .codec(RedissonOnRedis.CODEC));

    @Setup
    public void fill() {
        byte[] value = Json.encode(Catalog.products(2_999, 1));
        map.put(Small.NAME, value);
        map.expire(Duration.ofSeconds(RedisUrl.TTL_SECONDS));
        Check.same(value, hit());
        Check.identical(hit(), hit());
    }

    @TearDown
    public void close() {
        client.shutdown();
    }

    @Benchmark
    @Row(who = "Redisson", what = "LocalCachedMap, a hit: bytes of 2,999 products")
    public byte @Nullable [] hit() {
        return map.get(Small.NAME);
    }
}
