package dev.coatcheck.benchmarks.redis;

import static dev.coatcheck.benchmarks.Coatcheck.PRODUCTS;
import static dev.coatcheck.benchmarks.Coatcheck.WHO;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Catalog;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Product;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Coatcheck where values may be given out for five seconds after they were last compared with the server's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Table(Table.Kind.REDIS_UNASKED)
public class CoatcheckUnasked {
    private final SessionManager manager = Coatcheck.onRedis(Map.of("coatcheck.hot.max-staleness", "5s"));
    private final Session session = manager.create();

    @Setup
    public void fill() {
        List<Product> value = Catalog.products(2_999, 1);
        session.put(PRODUCTS, value);
        Check.same(value, session.get(PRODUCTS).orElseThrow());
        Check.identical(
                session.get(PRODUCTS).orElseThrow(), session.get(PRODUCTS).orElseThrow());
    }

    @TearDown
    public void close() {
        manager.close();
    }

    @Benchmark
    @Row(who = WHO, what = "re-read of 2,999 products on a handle (coatcheck.hot.max-staleness=5s)")
    public Optional<List<Product>> reread() {
        return session.get(PRODUCTS);
    }

    @Benchmark
    @Row(who = WHO, what = "attach by ticket and re-read of 2,999 products (coatcheck.hot.max-staleness=5s)")
    public Optional<List<Product>> attachAndReread() {
        return manager.attach(session.ticket()).get(PRODUCTS);
    }
}
