package dev.coatcheck.benchmarks.sqlite;

import static dev.coatcheck.benchmarks.Coatcheck.PRODUCTS;
import static dev.coatcheck.benchmarks.Coatcheck.WHO;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Catalog;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Product;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Coatcheck with its defaults. */
@SuppressWarnings("NullAway.Init") // by fill
public class CoatcheckOnSqlite extends SmallValueOnSqlite {
    private FileOfSessions file;
    private SessionManager manager;
    private Session small;
    private Session large;

    @Setup
    public void fill() {
        file = file();
        manager = file.open();
        small = manager.create();
        small.put(Small.KEY, Small.value(0));
        large = manager.create();
        List<Product> products = Catalog.products(2_999, 1);
        large.put(PRODUCTS, products);
        Check.same(Small.value(0), get().orElseThrow());
        Check.same(Small.value(0), reread().orElseThrow());
        Check.same(products, rereadProducts().orElseThrow());
        Check.identical(rereadProducts().orElseThrow(), rereadProducts().orElseThrow());
    }

    @TearDown
    public void close() {
        manager.close();
        file.close();
    }

    @Benchmark
    @Row(who = WHO, what = "attach by ticket and get")
    public Optional<String> get() {
        return manager.attach(file.ticket(nextId())).get(Small.KEY);
    }

    @Benchmark
    @Row(who = WHO, what = "find by ticket and get")
    public Optional<String> findAndGet() {
        return manager.find(file.ticket(nextId())).orElseThrow().get(Small.KEY);
    }

    @Benchmark
    @Row(who = WHO, what = "attach by ticket and put")
    public void put() {
        manager.attach(file.ticket(nextId())).put(Small.KEY, Small.value(7));
    }

    @Benchmark
    @Row(who = WHO, what = "re-read on a handle")
    public Optional<String> reread() {
        return small.get(Small.KEY);
    }

    @Benchmark
    @Row(who = WHO, what = "re-read of 2,999 products on a handle")
    public Optional<List<Product>> rereadProducts() {
        return large.get(PRODUCTS);
    }
}
