package dev.coatcheck.benchmarks.memory;

import static dev.coatcheck.benchmarks.Coatcheck.WHO;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import dev.coatcheck.benchmarks.Table;
import dev.coatcheck.benchmarks.Visitor;
import dev.coatcheck.servlet.CoatcheckFilter;
import dev.coatcheck.servlet.HttpSessions;
import jakarta.servlet.http.HttpSession;
import java.util.Map;
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

/** What {@code HttpSession} costs above {@code Session}: whole requests of one visitor, which differ in that alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Table(Table.Kind.MEMORY_REQUEST)
public class HttpSessionInMemory {
    private static final String SERIALIZED = "serialized";

    private final SessionManager manager = Coatcheck.inMemory(Map.of());
    private final Visitor plain = new Visitor(new CoatcheckFilter(manager, CoatcheckConfig.of(Map.of())));
    private final Visitor visitor = Coatcheck.visitor(manager, Small.KEY);

    @Setup
    public void fill() {
        plain.visit(request -> {
            HttpSessions.get(request).put(Small.KEY, Small.value(7));
            return null;
        });
        visitor.visit(request -> {
            HttpSession session = request.getSession();
            session.setAttribute(Small.NAME, Small.value(7));
            session.setAttribute(SERIALIZED, Small.value(7));
            return null;
        });
        Check.same(Small.value(7), get());
        Check.same(Small.value(7), getAttribute());
        Check.same(Small.value(7), getSerialized());
    }

    @TearDown
    public void close() {
        manager.close();
    }

    @Benchmark
    @Row(who = WHO, what = "request through the filter: Session.get")
    public @Nullable Object get() {
        return plain.visit(request -> HttpSessions.get(request).get(Small.KEY).orElseThrow());
    }

    @Benchmark
    @Row(who = WHO, what = "request through the filter: HttpSession.getAttribute, declared key")
    public @Nullable Object getAttribute() {
        return visitor.visit(request -> request.getSession().getAttribute(Small.NAME));
    }

    @Benchmark
    @Row(who = WHO, what = "request through the filter: HttpSession.getAttribute, serialized")
    public @Nullable Object getSerialized() {
        return visitor.visit(request -> request.getSession().getAttribute(SERIALIZED));
    }
}
