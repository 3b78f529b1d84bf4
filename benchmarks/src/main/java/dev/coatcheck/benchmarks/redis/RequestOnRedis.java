package dev.coatcheck.benchmarks.redis;

import dev.coatcheck.benchmarks.Table;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A session with one small value and so many products, and a request that wants the small value. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Table(Table.Kind.REDIS_REQUEST)
public abstract class RequestOnRedis {
    @Param({"0", "2999"})
    public int products;
}
