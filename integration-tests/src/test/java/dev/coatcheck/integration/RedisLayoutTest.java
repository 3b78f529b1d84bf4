package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.Change;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;

/** What stands in Redis, as redis-cli shows it. */
class RedisLayoutTest {
    record Product(long id, String title) {}

    private static final Key<List<Product>> PRODUCTS = Key.listOf("products", Product.class);
    private static final Key<String> URL = Key.of("shop_url", String.class);
    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

    private final String prefix = "layout-" + UUID.randomUUID();
    private final RedisClient redis = RedisServer.client(RedisServer.sharedUrl());
    private final SessionManager sessions = open("24h");

    private SessionManager open(String lifetime) {
        Map<String, String> settings = Map.of(
                "coatcheck.store",
                "redis",
                "coatcheck.redis.url",
                RedisServer.sharedUrl(),
                "coatcheck.redis.prefix",
                prefix,
                "coatcheck.redis.timeout",
                "20s",
                "coatcheck.lifetime",
                lifetime);
        return SessionManager.open(CoatcheckConfig.of(settings));
    }

    @AfterEach
    void close() {
        sessions.close();
        redis.close();
    }

    private String hash(Session session) {
        return prefix + ":{" + session.id() + "}";
    }

    @Test
    void aSessionIsAHashOfLabelsAndAStringForEachValue() {
        Session session = sessions.create();
        session.put(URL, "https://zoë.example");
        session.put(PRODUCTS, List.of(new Product(1, "Hat")), Duration.ofHours(1));
        String hash = hash(session);
        assertThat(redis.keys(prefix + "*"))
                .containsExactlyInAnyOrder(hash, hash + ":@ticket", hash + ":shop_url", hash + ":products");
        assertThat(redis.type(hash)).isEqualTo("hash");
        Map<String, String> labels = redis.hgetAll(hash);
        String lane = labels.keySet().stream()
                .filter(name -> name.matches(":[A-Za-z0-9_-]{8}[.]0"))
                .findFirst()
                .orElseThrow();
        assertThat(labels.remove(lane)).matches("[1-9][0-9]* [1-9][0-9]* 0 0{18}3");
        assertThat(labels).containsOnlyKeys(":session", "@ticket", "shop_url", "products");
        assertThat(labels.values()).allSatisfy(label -> assertThat(label).matches("[1-9][0-9]* [0-9]+"));
        assertThat(labels.get("shop_url")).endsWith(" 0");
        assertThat(redis.get(hash + ":shop_url")).isEqualTo("\"https://zoë.example\"");
        assertThat(redis.get(hash + ":products")).isEqualTo("[{\"id\":1,\"title\":\"Hat\"}]");
        assertThat(redis.ttl(hash)).isBetween(DAY_SECONDS - 60, DAY_SECONDS);
        assertThat(redis.ttl(hash + ":shop_url")).isBetween(DAY_SECONDS - 60, DAY_SECONDS);
        assertThat(redis.ttl(hash + ":products")).isBetween(3540L, 3600L);
        session.end();
        assertThat(redis.keys(prefix + "*")).isEmpty();
    }

    @Test
    void whatOthersHaveWrittenInALanesPlaceHarmsNoWrite() {
        Session session = sessions.create();
        session.put(URL, "one");
        String hash = hash(session);
        for (String damaged : List.of("", "1 0", "abc", "1 2 3 x", "9".repeat(19), "1 2 3 99999999999999999999")) {
            redis.hkeys(hash).stream()
                    .filter(name -> name.matches(":[A-Za-z0-9_-]{8}[.][0-9]+"))
                    .forEach(lane -> redis.hset(hash, lane, damaged));
            session.put(URL, damaged + "!");
            assertThat(session.update(Key.of("count", Integer.class), 0, count -> count + 1))
                    .isPositive();
            assertThat(sessions.find(session.ticket()).orElseThrow().get(URL)).contains(damaged + "!");
        }
    }

    @Test
    void everyKeyHasATimeToLiveThatEndsWithItsSession() {
        Map<String, String> settings = Map.of("coatcheck.idle-timeout", "1h");
        try (SessionManager idling = new SessionManager(
                new RedisDataStore(RedisServer.sharedUrl(), prefix, Duration.ofSeconds(20), 2),
                CoatcheckConfig.of(settings))) {
            for (SessionManager manager : List.of(sessions, idling)) {
                Session session = manager.create();
                session.put(URL, "one");
                session.put(Key.of("long", String.class), "two", Duration.ofHours(23));
                session.batch().put(PRODUCTS, List.of()).put(URL, "three").commit();
                session.update(Key.of("count", Integer.class), 0, count -> count + 1);
                session.putIfAbsent(Key.of("first", String.class), "four");
                session.renew();
                long ends = redis.pttl(hash(session));
                assertThat(ends).isPositive();
                assertThat(keysOf(session))
                        .hasSize(7)
                        .allSatisfy(key -> assertThat(redis.pttl(key)).isBetween(1L, ends + 1000));
            }
        }
    }

    private Set<String> keysOf(Session session) {
        return redis.keys(hash(session).replace("[", "\\[") + "*");
    }

    @Test
    void labelsOfValuesWhoseTimeIsOverDoNotPileUp() {
        Session session = sessions.create();
        session.put(URL, "stays");
        for (int i = 0; i < 300; i++) {
            session.put(Key.of("brief" + i, Integer.class), i, Duration.ofMillis(1));
        }
        assertThat(redis.hlen(hash(session))).isLessThan(60);
        assertThat(session.get(URL)).contains("stays");
    }

    @Test
    void whatIsRememberedOfTheWritesOfOtherInstancesDoesNotPileUp() {
        Session session = sessions.create();
        session.put(URL, "stays");
        for (int i = 0; i < 100; i++) {
            redis.hset(hash(session), ":instance" + i + ".0", "1 1 0 0000000001");
        }
        for (int i = 0; i < 60; i++) {
            try (SessionManager another = open("24h")) {
                another.findById(session.id()).orElseThrow().put(URL, "stays");
            }
        }
        // 60 that are remembered, two values, the session itself, and few that wait to be forgotten
        assertThat(redis.hlen(hash(session))).isLessThan(100);
        assertThat(session.get(URL)).contains("stays");
        assertThat(session.names()).containsExactly("shop_url");
    }

    @Test
    void toExtendASessionTouchesNoValueWhoseOwnTimeEndsBefore() {
        try (RedisServer server = RedisServer.start();
                RedisClient own = RedisClient.create(server.url());
                RedisDataStore store = new RedisDataStore(server.url())) {
            String id = UUID.randomUUID().toString();
            store.create(id, Duration.ofHours(1), List.of());
            List<Change> values = IntStream.range(0, 100)
                    .mapToObj(i -> Change.put("n" + i, new byte[1], Duration.ofMinutes(30)))
                    .toList();
            store.write(id, values);
            RedisCluster.ask(server, Jedis::configResetStat);
            assertThat(store.extend(id, Duration.ofHours(2))).isTrue();
            assertThat(store.prolong(id, Duration.ofHours(3))).isTrue();
            assertThat(own.info("commandstats"))
                    .contains("cmdstat_pexpireat:calls=2,")
                    .doesNotContain("hgetall");
            store.write(id, List.of(Change.put("follows", new byte[1])));
            assertThat(store.extend(id, Duration.ofHours(4))).isTrue();
            assertThat(own.ttl("coatcheck:{" + id + "}:follows")).isGreaterThan(3 * 3600L);
            store.write(id, List.of(Change.remove("follows")));
            // this one sees that nothing follows any more
            assertThat(store.extend(id, Duration.ofHours(5))).isTrue();
            RedisCluster.ask(server, Jedis::configResetStat);
            assertThat(store.extend(id, Duration.ofHours(6))).isTrue();
            assertThat(own.info("commandstats"))
                    .contains("cmdstat_pexpireat:calls=1,")
                    .doesNotContain("hgetall");
        }
    }

    @Test
    void everyCallIsOneRoundTripAndTheEndIsTwo() throws Exception {
        try (TurnCounter counter = TurnCounter.before(RedisServer.sharedUrl());
                SessionManager counted = new SessionManager(
                        new RedisDataStore(counter.url(), prefix, Duration.ofSeconds(20), 1),
                        CoatcheckConfig.of(Map.of()))) {
            Session session = counted.create();
            session.put(URL, "one");
            session.names();
            session.contains(URL);
            counted.create().end();
            for (Runnable call : List.<Runnable>of(
                    () -> counted.create(),
                    () -> session.put(URL, "two"),
                    () -> session.get(URL),
                    () -> session.get(URL),
                    () -> session.get(PRODUCTS),
                    () -> session.getAll(URL, PRODUCTS),
                    () -> session.contains(URL),
                    () -> session.names(),
                    () -> session.timeToLive(URL),
                    () -> session.putIfAbsent(URL, "three"),
                    () -> session.batch().put(URL, "four").remove(PRODUCTS).commit(),
                    () -> session.remove(URL),
                    session::renew,
                    session::remaining,
                    () -> counted.find(session.ticket()),
                    () -> counted.attach(session.ticket()).get(URL),
                    () -> counted.attach(session.ticket()).getAll(URL, PRODUCTS))) {
                int before = counter.turns();
                call.run();
                assertThat(counter.turns() - before).isEqualTo(1);
            }
            int before = counter.turns();
            session.end();
            // whose it is, and its end
            assertThat(counter.turns() - before).isEqualTo(2);
        }
    }

    @Test
    void twoPrefixesShareAServerAndNothingElse() {
        try (SessionManager other = new SessionManager(
                new RedisDataStore(RedisServer.sharedUrl(), prefix + "-other", Duration.ofSeconds(20), 2),
                CoatcheckConfig.of(Map.of()))) {
            Session session = sessions.create();
            assertThat(other.find(session.ticket())).isEmpty();
            other.create();
            assertThat(sessions.ids()).containsExactly(session.id());
        }
    }

    @Test
    void manySessionsAreAllListed() {
        List<String> ids =
                IntStream.range(0, 2_500).mapToObj(i -> sessions.create().id()).toList();
        assertThat(sessions.ids()).containsExactlyInAnyOrderElementsOf(ids);
    }
}
