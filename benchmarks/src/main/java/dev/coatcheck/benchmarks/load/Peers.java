package dev.coatcheck.benchmarks.load;

import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Small;
import dev.coatcheck.benchmarks.redis.RedisUrl;
import dev.coatcheck.benchmarks.redis.SpringSessions;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.data.redis.serializer.RedisSerializer;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** Coatcheck and plain clients, each with its default settings unless its name says otherwise. */
final class Peers {
    static final int SESSIONS = 2_000;
    private static final int FEW = 192;
    private static final int LARGE = 8;
    private static final RedisSerializer<?> JSON = SpringSessions.json();
    private static final int TTL_SECONDS = 3_600;
    private static final List<byte[]> KEYS = IntStream.range(0, SESSIONS)
            .mapToObj(i -> (RedisUrl.PREFIX + "load:" + i).getBytes(StandardCharsets.UTF_8))
            .toList();
    private static final byte[] VALUE = Small.value(7).getBytes(StandardCharsets.UTF_8);

    private Peers() {}

    /** One who is measured with so many threads. */
    record Candidate(String who, int threads, Supplier<Peer> opening) {}

    /** All of them, those first that are measured with each number of threads. */
    static List<Candidate> all(List<Integer> threads) {
        Map<String, Supplier<Peer>> peers = new LinkedHashMap<>();
        peers.put("Coatcheck", () -> new CoatcheckPeer(Coatcheck.onRedis(Map.of())));
        peers.put("Jedis GET, pool of 16", () -> new JedisPeer(16));
        peers.put("Jedis GET, pool of 64", () -> new JedisPeer(64));
        peers.put("Lettuce GET", LettucePeer::new);
        peers.put("Spring Session, Jedis, pool of 16", () -> new SpringPeer(SpringSessions.onJedis(16, JSON)));
        peers.put("Spring Session, Lettuce", () -> new SpringPeer(SpringSessions.onLettuce(JSON)));
        peers.put("Coatcheck in memory", Peers::inMemory);
        List<Candidate> all = new ArrayList<>();
        threads.forEach(count -> peers.forEach((who, opening) -> all.add(new Candidate(who, count, opening))));
        int cores = Runtime.getRuntime().availableProcessors();
        all.add(new Candidate("Coatcheck in memory, a thread for each core", cores, Peers::inMemory));
        String small = "Coatcheck, small reads ";
        all.add(new Candidate(small + "alone", FEW, () -> new SmallReads(0, SmallReads::firstRead)));
        all.add(new Candidate(small + "alone", FEW + LARGE, () -> new SmallReads(0, SmallReads::firstRead)));
        all.add(new Candidate(
                small + "beside 8 first reads of 600 KB", FEW, () -> new SmallReads(LARGE, SmallReads::firstRead)));
        all.add(new Candidate(
                small + "beside 8 that only decode 600 KB", FEW, () -> new SmallReads(LARGE, SmallReads::decoding)));
        return all;
    }

    private static Peer inMemory() {
        return new CoatcheckPeer(Coatcheck.inMemory(Map.of()));
    }

    private static final class SpringPeer implements Peer {
        private final SpringSessions sessions;
        private final List<String> ids;

        SpringPeer(SpringSessions sessions) {
            this.sessions = sessions;
            this.ids = Stream.generate(sessions::create).limit(SESSIONS).toList();
            IntStream.range(0, SESSIONS).forEach(this::write);
        }

        @Override
        public void read(int session) {
            Check.same(Small.value(7), sessions.get(ids.get(session), Small.NAME));
        }

        @Override
        public void write(int session) {
            sessions.put(ids.get(session), Small.NAME, Small.value(7));
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
