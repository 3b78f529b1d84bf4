package dev.coatcheck.benchmarks.redis;

import static dev.coatcheck.benchmarks.Coatcheck.PRODUCTS;
import static dev.coatcheck.benchmarks.Coatcheck.WHO;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Catalog;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Coatcheck, the ticket checked in every request. */
public class CoatcheckOnRedis extends RequestOnRedis {
    private final SessionManager manager = Coatcheck.onRedis(Map.of());
    private final SessionManager coldManager = Coatcheck.onRedis(Map.of("coatcheck.hot.max-bytes", "0"));
    private String ticket = "";

    @Setup
    public void fill() {
        Session session = manager.create();
        session.put(Small.KEY, Small.value(7));
        session.put(PRODUCTS, Catalog.products(products, 1));
        ticket = session.ticket();
        Check.same(Optional.of(Small.value(7)), get());
        Check.same(Optional.of(Small.value(7)), getCold());
        Check.same(Optional.of(Small.value(7)), findAndGet());
        Check.same(
                Catalog.products(products, 1),
                manager.attach(ticket).get(PRODUCTS).orElseThrow());
    }

    @TearDown
    public void close() {
        manager.find(ticket).ifPresent(Session::end);
        manager.close();
        coldManager.close();
    }

    @Benchmark
    @Row(who = WHO, what = "attach by ticket and get")
    public Optional<String> get() {
        return manager.attach(ticket).get(Small.KEY);
    }

    @Benchmark
    @Row(who = WHO, what = "attach by ticket and get, first read (coatcheck.hot.max-bytes=0)")
    public Optional<String> getCold() {
        return coldManager.attach(ticket).get(Small.KEY);
    }

    @Benchmark
    @Row(who = WHO, what = "find by ticket and get (two round trips)")
    public Optional<String> findAndGet() {
        return manager.find(ticket).orElseThrow().get(Small.KEY);
    }
}
