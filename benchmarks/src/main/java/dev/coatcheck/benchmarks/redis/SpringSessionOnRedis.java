package dev.coatcheck.benchmarks.redis;

import dev.coatcheck.benchmarks.Catalog;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import dev.coatcheck.benchmarks.Visitor;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.data.redis.serializer.RedisSerializer;

/** Spring Session, which reads a session as a whole. */
public class SpringSessionOnRedis extends RequestOnRedis {
    /** As many as its Jedis has by default. */
    private static final int CONNECTIONS = 8;

    @Param({"Jedis", "Lettuce"})
    public String client = "";

    @Param({"JDK", "JSON"})
    public String format = "";

    @SuppressWarnings("NullAway.Init") // by fill
    private SpringSessions sessions;

    @SuppressWarnings("NullAway.Init") // by fill
    private Visitor visitor;

    private String id = "";

    @Setup
    public void fill() {
        RedisSerializer<?> serializer = format.equals("JDK") ? SpringSessions.jdk() : SpringSessions.json();
        sessions = client.equals("Jedis")
                ? SpringSessions.onJedis(CONNECTIONS, serializer)
                : SpringSessions.onLettuce(serializer);
        visitor = new Visitor(sessions.filter());
        id = String.valueOf(visitor.visit(request -> request.getSession().getId()));
        sessions.put(id, Small.NAME, Small.value(7));
        // typed JSON writes a list's class, which must be one that it can make
        sessions.put(id, "products", new ArrayList<>(Catalog.products(products, 1)));
        Check.same(Small.value(7), get());
        Check.same(Small.value(7), getByFilter());
        Check.same(Catalog.products(products, 1), sessions.get(id, "products"));
    }

    @TearDown
    public void close() {
        sessions.end(id);
        sessions.close();
    }

    @Benchmark
    @Row(who = "Spring Session", what = "find and get")
    public Object get() {
        return sessions.get(id, Small.NAME);
    }

    @Benchmark
    @Row(who = "Spring Session", what = "request through the filter: HttpSession.getAttribute")
    public @Nullable Object getByFilter() {
        return visitor.visit(request -> request.getSession().getAttribute(Small.NAME));
    }
}
