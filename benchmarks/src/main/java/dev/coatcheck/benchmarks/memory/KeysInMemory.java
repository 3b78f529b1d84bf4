package dev.coatcheck.benchmarks.memory;

import static dev.coatcheck.benchmarks.Coatcheck.WHO;

import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.KeysPerSession;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import dev.coatcheck.benchmarks.Table;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Whether a session of many keys costs more per call. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Table(Table.Kind.MEMORY_KEYS)
public class KeysInMemory extends KeysPerSession {
    private final SessionManager manager = Coatcheck.inMemory(Map.of());

    private final ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>();

    @Setup
    public void fill() {
        fill(manager.create());
        for (int i = 0; i < keys; i++) {
            map.put(next().name(), Small.value(i));
        }
        Check.same(keys, map.size());
    }

    @TearDown
    public void close() {
        manager.close();
    }

    @Benchmark
    @Row(who = "ConcurrentHashMap", what = "get")
    public @Nullable String getFromMap() {
        return map.get(next().name());
    }

    @Benchmark
    @Row(who = WHO, what = "get")
    public Optional<String> get() {
        return getNext();
    }

    @Benchmark
    @Row(who = WHO, what = "put")
    public void put() {
        putNext();
    }
}
