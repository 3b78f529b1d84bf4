package dev.coatcheck.benchmarks.copy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Catalog;
import dev.coatcheck.benchmarks.Product;
import dev.coatcheck.benchmarks.Small;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/** The sessions to copy, and their values as a client has them that writes them by hand. */
record Crowd(List<Value> values) {
    private static final Key<List<Product>> PRODUCTS = Key.listOf("products", Product.class);
    private static final int PRODUCTS_EACH = 2_999;
    private static final int CATALOGS = 10;
    private static final byte[] DAY_SECONDS = "86400".getBytes(StandardCharsets.UTF_8);

    /** As many bytes as a pipeline sends before it waits for the answers. */
    private static final int AT_ONCE = 1 << 20;

    /** A value, and the key that it has in Redis. */
    record Value(byte[] key, byte[] bytes) {}

    /** The first of them have the products. */
    static Crowd fill(DataStore store, int sessions, int large) {
        // not closed, for that closes the store
        SessionManager manager = new SessionManager(store, CoatcheckConfig.of(Map.of()));
        List<List<Product>> catalogs = Stream.iterate(0L, seed -> seed + 1)
                .limit(CATALOGS)
                .map(seed -> Catalog.products(PRODUCTS_EACH, seed))
                .toList();
        for (int i = 0; i < sessions; i++) {
            Session session = manager.create();
            session.put(Small.KEY, Small.value(i));
            if (i < large) {
                session.put(PRODUCTS, catalogs.get(i % CATALOGS));
            }
        }
        List<Value> values = new ArrayList<>();
        try (Stream<String> ids = store.ids()) {
            ids.forEach(id -> store.names(id)
                    .forEach(name -> values.add(new Value(
                            ("coatcheck:{" + id + "}:" + name).getBytes(StandardCharsets.UTF_8),
                            store.read(id, List.of(Want.of(name)))
                                    .orElseThrow()
                                    .values()
                                    .get(0)
                                    .bytes()))));
        }
        return new Crowd(values);
    }

    long bytes() {
        return values.stream().mapToLong(value -> value.bytes().length).sum();
    }

    /** One connection, one thread. */
    void setAll(RedisClient redis) {
        try (AbstractPipeline pipeline = redis.pipelined()) {
            long sent = 0;
            for (Value value : values) {
                pipeline.sendCommand(Command.SETEX, value.key(), DAY_SECONDS, value.bytes());
                sent += value.bytes().length + value.key().length;
                if (sent > AT_ONCE) {
                    pipeline.sync();
                    sent = 0;
                }
            }
            pipeline.sync();
        }
    }
}
