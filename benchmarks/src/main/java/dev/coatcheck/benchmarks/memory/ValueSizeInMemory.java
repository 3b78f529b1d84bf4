package dev.coatcheck.benchmarks.memory;

import static dev.coatcheck.benchmarks.Coatcheck.PRODUCTS;
import static dev.coatcheck.benchmarks.Coatcheck.WHO;

import com.github.luben.zstd.Zstd;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Catalog;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Json;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One session with one list of products. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Table(Table.Kind.MEMORY_SIZE)
public class ValueSizeInMemory {
    /** Coatcheck's default. */
    private static final int COMPRESS_ABOVE = 8 << 10;

    @Param({"1", "10", "300", "2999", "10000", "250000"})
    public int products;

    private final SessionManager manager = Coatcheck.inMemory(Map.of("coatcheck.hot.max-bytes", "1GB"));
    private final SessionManager coldManager = Coatcheck.inMemory(Map.of("coatcheck.hot.max-bytes", "0"));
    private final Session session = manager.create();
    private final Session cold = coldManager.create();

    @SuppressWarnings("NullAway.Init") // by fill
    private List<Product> value;

    @Setup
    public void fill() {
        value = Catalog.products(products, 1);
        session.put(PRODUCTS, value);
        cold.put(PRODUCTS, value);
        Check.same(value, session.get(PRODUCTS).orElseThrow());
        Check.identical(
                session.get(PRODUCTS).orElseThrow(), session.get(PRODUCTS).orElseThrow());
        Check.same(value, cold.get(PRODUCTS).orElseThrow());
    }

    @TearDown
    public void close() {
        manager.close();
        coldManager.close();
    }

    @Benchmark
    @Row(who = "Jackson and zstd", what = "encode, and compress above 8 KB")
    public byte[] encodeAndCompress() {
        byte[] json = Json.encode(value);
        return json.length > COMPRESS_ABOVE ? Zstd.compress(json, 1) : json;
    }

    @Benchmark
    @Row(who = WHO, what = "put")
    public void put() {
        session.put(PRODUCTS, value);
    }

    @Benchmark
    @Row(who = WHO, what = "first read (coatcheck.hot.max-bytes=0)")
    public Optional<List<Product>> firstRead() {
        return cold.get(PRODUCTS);
    }

    @Benchmark
    @Row(who = WHO, what = "re-read (coatcheck.hot.max-bytes=1GB)")
    public Optional<List<Product>> reread() {
        return session.get(PRODUCTS);
    }
}
