package dev.coatcheck.benchmarks.sqlite;

import dev.coatcheck.benchmarks.Table;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A file of many sessions with one small value each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Table(Table.Kind.SQLITE)
public abstract class SmallValueOnSqlite {
    @Param({"1000", "100000", "1000000"})
    public int sessions;

    private String[] ids = {};
    private int at;

    final FileOfSessions file() {
        FileOfSessions file = new FileOfSessions(sessions);
        ids = file.ids();
        return file;
    }

    final String nextId() {
        at = at + 1 == ids.length ? 0 : at + 1;
        return ids[at];
    }
}
