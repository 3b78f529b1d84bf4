package dev.coatcheck.benchmarks.redis;

import static dev.coatcheck.benchmarks.Coatcheck.PRODUCTS;
import static dev.coatcheck.benchmarks.Coatcheck.WHO;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Catalog;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Json;
import dev.coatcheck.benchmarks.Product;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import redis.clients.jedis.RedisClient;

/** One session with one list of products. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Table(Table.Kind.REDIS_SIZE)
@SuppressWarnings("deprecation") // Jedis would rather have SET with EX, which is the same work
public class ValueSizeOnRedis {
    private static final String PEER = "Jedis and Jackson";
    private static final byte[] NAME = (RedisUrl.PREFIX + "products").getBytes(StandardCharsets.US_ASCII);

    @Param({"1", "10", "300", "2999", "10000", "250000"})
    public int products;

    private final RedisClient client = RedisClient.create(RedisUrl.ofThisRun());
    private final SessionManager manager = Coatcheck.onRedis(Map.of("coatcheck.hot.max-bytes", "1GB"));
    private final SessionManager coldManager = Coatcheck.onRedis(Map.of("coatcheck.hot.max-bytes", "0"));
    private final SessionManager plainManager = Coatcheck.onRedis(Map.of("coatcheck.compress-above", "1GB"));
    private final Session session = manager.create();
    private final Session cold = coldManager.attach(session.ticket());
    private final Session plain = plainManager.create();

    @SuppressWarnings("NullAway.Init") // by fill
    private List<Product> value;

    @Setup
    public void fill() {
        value = Catalog.products(products, 1);
        encodeAndSetex();
        put();
        Check.same(value, getAndDecode());
        Check.same(value, firstRead().orElseThrow());
        Check.same(value, reread().orElseThrow());
        Check.identical(reread().orElseThrow(), reread().orElseThrow());
    }

    @TearDown
    public void close() {
        session.end();
        plain.end();
        manager.close();
        coldManager.close();
        plainManager.close();
        client.close();
    }

    @Benchmark
    @Row(who = PEER, what = "GET and decode")
    public List<Product> getAndDecode() {
        return Json.decode(Objects.requireNonNull(client.get(NAME)));
    }

    @Benchmark
    @Row(who = PEER, what = "encode and SETEX")
    public String encodeAndSetex() {
        return client.setex(NAME, RedisUrl.TTL_SECONDS, Json.encode(value));
    }

    @Benchmark
    @Row(who = WHO, what = "first read (coatcheck.hot.max-bytes=0)")
    public Optional<List<Product>> firstRead() {
        return cold.get(PRODUCTS);
    }

    @Benchmark
    @Row(who = WHO, what = "re-read, never stale (coatcheck.hot.max-bytes=1GB)")
    public Optional<List<Product>> reread() {
        return session.get(PRODUCTS);
    }

    @Benchmark
    @Row(who = WHO, what = "put")
    public void put() {
        session.put(PRODUCTS, value);
    }

    @Benchmark
    @Row(who = WHO, what = "put, not compressed (coatcheck.compress-above=1GB)")
    public void putPlain() {
        plain.put(PRODUCTS, value);
    }
}
