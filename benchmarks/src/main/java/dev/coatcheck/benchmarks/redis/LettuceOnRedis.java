package dev.coatcheck.benchmarks.redis;

import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Row;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Lettuce with its defaults, one call at a time. */
public class LettuceOnRedis extends BytesOnRedis {
    private final RedisClient client = RedisClient.create(RedisUrl.ofThisRun());
    private final RedisCommands<byte[], byte[]> commands =
            client.connect(ByteArrayCodec.INSTANCE).sync();

    @Setup
    public void fill() {
        Check.same(stored(), get());
    }

    @TearDown
    public void close() {
        client.shutdown();
    }

    @Benchmark
    @Row(who = "Lettuce", what = "GET")
    public byte @Nullable [] get() {
        return commands.get(key);
    }
}
