package dev.coatcheck.benchmarks.load;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Small;
import dev.coatcheck.benchmarks.redis.RedisUrl;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** Coatcheck and plain clients, each with its default settings unless its name says otherwise. */
final class Peers {
    static final int SESSIONS = 2_000;
    private static final int TTL_SECONDS = 3_600;
    private static final List<byte[]> KEYS = IntStream.range(0, SESSIONS)
            .mapToObj(i -> (RedisUrl.PREFIX + "load:" + i).getBytes(StandardCharsets.UTF_8))
            .toList();
    private static final byte[] VALUE = Small.value(7).getBytes(StandardCharsets.UTF_8);

    private Peers() {}

    static Map<String, Supplier<Peer>> all() {
        Map<String, Supplier<Peer>> all = new LinkedHashMap<>();
        all.put("Coatcheck", () -> new CoatcheckPeer(Coatcheck.onRedis(Map.of())));
        all.put("Jedis GET, pool of 16", () -> new JedisPeer(16));
        all.put("Jedis GET, pool of 64", () -> new JedisPeer(64));
        all.put("Lettuce GET", LettucePeer::new);
        all.put("Coatcheck in memory", () -> new CoatcheckPeer(Coatcheck.inMemory(Map.of())));
        return all;
    }

    private static final class CoatcheckPeer implements Peer {
        private final SessionManager sessions;
        private final List<String> tickets;

        CoatcheckPeer(SessionManager sessions) {
            this.sessions = sessions;
            this.tickets = IntStream.range(0, SESSIONS)
                    .mapToObj(i -> {
                        Session session = sessions.create();
                        session.put(Small.KEY, Small.value(7));
                        return session.ticket();
                    })
                    .toList();
        }

        @Override
        public void read(int session) {
            Check.same(
                    Small.value(7),
                    sessions.attach(tickets.get(session)).get(Small.KEY).orElseThrow());
        }

        @Override
        public void write(int session) {
            sessions.attach(tickets.get(session)).put(Small.KEY, Small.value(7));
        }

        @Override
        public void close() {
            sessions.close();
        }
    }

    @SuppressWarnings("deprecation") // Jedis would rather have SET with EX, which is the same work
    private static final class JedisPeer implements Peer {
        private final RedisClient client;

        JedisPeer(int connections) {
            ConnectionPoolConfig pool = new ConnectionPoolConfig();
            pool.setMaxTotal(connections);
            pool.setMaxIdle(connections);
            client = RedisClient.builder()
                    .fromURI(RedisUrl.ofThisRun())
                    .poolConfig(pool)
                    .build();
            IntStream.range(0, SESSIONS).forEach(this::write);
        }

        @Override
        public void read(int session) {
            Objects.requireNonNull(client.get(KEYS.get(session)));
        }

        @Override
        public void write(int session) {
            client.setex(KEYS.get(session), TTL_SECONDS, VALUE);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @SuppressWarnings("deprecation") // Lettuce would rather have SET with EX, which is the same work
    private static final class LettucePeer implements Peer {
        private final io.lettuce.core.RedisClient client = io.lettuce.core.RedisClient.create(RedisUrl.ofThisRun());
        private final RedisCommands<byte[], byte[]> commands =
                client.connect(ByteArrayCodec.INSTANCE).sync();

        LettucePeer() {
            IntStream.range(0, SESSIONS).forEach(this::write);
        }

        @Override
        public void read(int session) {
            Objects.requireNonNull(commands.get(KEYS.get(session)));
        }

        @Override
        public void write(int session) {
            commands.setex(KEYS.get(session), TTL_SECONDS, VALUE);
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }
}
