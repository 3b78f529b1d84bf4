package dev.coatcheck.benchmarks.memory;

import dev.coatcheck.benchmarks.Table;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Many sessions with one small value each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Table(Table.Kind.MEMORY)
public abstract class SmallValueInMemory {
    @Param({"1000", "100000", "1000000"})
    public int sessions;

    /** For the end of a set-up: what was put is moved to the old generation now, and not while it is measured. */
    static <T> Round<T> settled(T[] items) {
        Round<T> round = new Round<>(items);
        System.gc();
        return round;
    }

    /** Ids as long as Coatcheck's. */
    final String[] ids() {
        return IntStream.range(0, sessions).mapToObj("session-%014d"::formatted).toArray(String[]::new);
    }
}
