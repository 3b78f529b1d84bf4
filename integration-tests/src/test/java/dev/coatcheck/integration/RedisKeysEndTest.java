package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;

/** No key in Redis is ever without a time to live, whatever was done and whoever died in the middle of it. */
class RedisKeysEndTest {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Key<Integer> COUNT = Key.of("count", Integer.class);
    private static final int NO_TIME_TO_LIVE = -1;

    private final RedisServer server = RedisServer.start();
    private final RedisClient redis = server.client();

    private final AtomicInteger done = new AtomicInteger();

    @BeforeEach
    void start() {
        assertThat(redis.dbSize()).isZero();
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    private SessionManager open(String lifetime, String idleTimeout) {
        return new SessionManager(
                new RedisDataStore(server.url(), "coatcheck", Duration.ofSeconds(5), 4),
                CoatcheckConfig.of(Map.of("coatcheck.lifetime", lifetime, "coatcheck.idle-timeout", idleTimeout)));
    }

    private void assertEveryKeyEnds(String when) {
        assertThat(redis.keys("*"))
                .allSatisfy(key ->
                        assertThat(redis.pttl(key)).as("%s: %s", when, key).isNotEqualTo(NO_TIME_TO_LIVE));
    }

    @Test
    void everyKeyHasATimeToLiveThroughoutAMixedLoadWithConnectionsBeingKilled() {
        long seed = System.nanoTime();
        AtomicInteger working = new AtomicInteger(4);
        try (SessionManager lasting = open("5s", "none");
                SessionManager idling = open("5s", "2s")) {
            List<CompletableFuture<Void>> workers = IntStream.range(0, working.get())
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                try {
                                    work(i % 2 == 0 ? lasting : idling, new Random(seed + i));
                                } finally {
                                    working.decrementAndGet();
                                }
                            },
                            task -> new Thread(task).start()))
                    .toList();
            long killed = 0;
            while (working.get() > 0) {
                killed += killOtherConnections();
                assertEveryKeyEnds("seed " + seed);
            }
            workers.forEach(CompletableFuture::join);
            assertThat(done).hasValueGreaterThan(200);
            assertThat(killed).isPositive();
            assertThat(redis.dbSize()).isPositive();
            assertEveryKeyEnds("seed " + seed + ", at the end");
        }
        await().atMost(RedisServer.PATIENCE).until(() -> redis.dbSize() == 0);
    }

    private long killOtherConnections() {
        CommandArguments kill = new CommandArguments(Command.CLIENT);
        List.of("KILL", "TYPE", "normal", "SKIPME", "yes").forEach(kill::add);
        return (Long) redis.executeCommand(kill);
    }

    private void work(SessionManager sessions, Random random) {
        Optional<Session> session = Optional.empty();
        for (int i = 0; i < 400; i++) {
            try {
                session = Optional.of(step(sessions, session.orElseGet(sessions::create), random));
                done.incrementAndGet();
            } catch (StoreUnavailableException e) {
                // the connection was killed: whether the call was done, only the server knows
            } catch (SessionEndedException e) {
                session = Optional.empty();
            }
        }
    }

    private static Session step(SessionManager sessions, Session session, Random random) {
        switch (random.nextInt(12)) {
            case 0 -> session.put(NAME, "x".repeat(random.nextInt(20_000)));
            case 1 -> session.put(COUNT, 1, Duration.ofMillis(1 + random.nextInt(10_000)));
            case 2 -> session.batch().put(NAME, "two").remove(COUNT).commit();
            case 3 -> session.update(COUNT, 0, count -> count + 1);
            case 4 -> session.putIfAbsent(Key.of("key" + random.nextInt(20), String.class), "three");
            case 5 -> session.remove(NAME);
            case 6 -> session.renew();
            case 7 -> session.belongsTo("owner" + random.nextInt(3));
            case 8 -> session.getAll(NAME, COUNT);
            case 9 -> sessions.endAll("owner" + random.nextInt(3));
            case 10 -> session.end();
            default -> {
                return sessions.create();
            }
        }
        return session;
    }

    @Test
    void somethingElseInThePlaceOfAnOwnersListIsAnErrorAndNoSessionThatIsOutOfReach() {
        try (SessionManager sessions = open("1h", "none")) {
            Session session = sessions.create();
            session.belongsTo("alice");
            String list = redis.keys("coatcheck:{*}").stream()
                    .filter(key -> !key.contains(session.id()))
                    .findFirst()
                    .orElseThrow();
            redis.del(list);
            redis.set(list, "foreign");
            Session later = sessions.create();
            assertThatThrownBy(() -> later.belongsTo("alice")).isInstanceOf(StoreUnavailableException.class);
            assertThat(sessions.endAll("alice")).isZero();
            redis.del(list);
            Stream.of(session, later).forEach(each -> each.belongsTo("alice"));
            assertThat(sessions.endAll("alice")).isEqualTo(2);
        }
    }
}
