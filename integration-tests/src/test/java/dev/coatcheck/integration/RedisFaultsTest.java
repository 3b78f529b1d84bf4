package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.UnreadableValueException;
import dev.coatcheck.redis.RedisDataStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;

/** A server that is down, frozen, full, flushed, or holds what is not ours: on a server of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisFaultsTest {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Key<List<String>> LIST = Key.listOf("list", String.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration HASTE = Duration.ofMillis(300);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);
    private static final String PASSWORD = "s3cr3t-pa55word";

    private RedisServer server;
    private RedisClient redis;
    private SessionManager sessions;
    private Session session;
    private SessionManager hasty;
    private Session inHaste;

    @BeforeAll
    void start() {
        server = RedisServer.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        server.resume();
        server.restart();
        redis = server.client();
        sessions = open(server.url(), 4, PATIENCE);
        session = sessions.create();
        session.put(NAME, "one");
        hasty = open(server.url(), 4, HASTE);
        inHaste = soon(() -> hasty.find(session.ticket()).orElseThrow());
        soon(() -> inHaste.get(NAME));
    }

    @AfterEach
    void close() {
        server.resume();
        hasty.close();
        sessions.close();
        redis.close();
    }

    private static SessionManager open(String url, int poolSize, Duration timeout) {
        return new SessionManager(
                new RedisDataStore(url, "coatcheck", timeout, poolSize), CoatcheckConfig.of(Map.of()));
    }

    /** What a call gives that has little time, once this machine has the time for it. */
    private static <T> T soon(Callable<T> call) {
        return await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                .until(call, result -> true);
    }

    private String key(String name) {
        return "coatcheck:{" + session.id() + "}" + (name.isEmpty() ? "" : ":" + name);
    }

    private void assertUnavailable(Runnable call) {
        assertTimeoutPreemptively(
                LONG_ENOUGH,
                () -> assertThatThrownBy(call::run)
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("localhost:" + server.port()));
    }

    private void assertEveryCallUnavailable() {
        assertUnavailable(hasty::ping);
        assertUnavailable(hasty::create);
        assertUnavailable(() -> hasty.find(session.ticket()));
        assertUnavailable(() -> inHaste.get(NAME));
        assertUnavailable(() -> inHaste.get(NAME, "fallback"));
        assertUnavailable(() -> inHaste.names());
        assertUnavailable(() -> inHaste.put(NAME, "two"));
        assertUnavailable(() -> inHaste.update(NAME, "", old -> old + "x"));
        assertUnavailable(inHaste::isLive);
        assertUnavailable(hasty::stats);
        assertUnavailable(() -> hasty.ids().close());
        assertUnavailable(inHaste::end);
    }

    @Test
    void anApplicationStartsWhileTheServerIsDownAndWorksWhenItIsUp() {
        server.stop();
        try (SessionManager early = open(server.url(), 2, HASTE)) {
            assertUnavailable(early::ping);
            assertUnavailable(early::create);
            server.restart();
            assertThat(soon(() -> early.create().isLive())).isTrue();
            soon(() -> {
                early.ping();
                return true;
            });
        }
    }

    @Test
    void anApplicationThatIsToFailFastDoesNotStartWhileTheServerIsDownOrTooOld() throws IOException {
        openFailingFast(server.url(), PATIENCE);
        try (Relay old = Relay.changing(server.url(), RedisFaultsTest::older)) {
            assertThatThrownBy(() -> openFailingFast(old.url(), PATIENCE))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("is too old")
                    .hasMessageContaining("6.2");
            try (SessionManager lenient = open(old.url(), 1, PATIENCE)) {
                assertThatThrownBy(lenient::create).hasMessageContaining("is too old");
            }
        }
        server.stop();
        assertUnavailable(() -> openFailingFast(server.url(), HASTE));
    }

    private static void openFailingFast(String url, Duration timeout) {
        Map<String, String> settings = Map.of(
                "coatcheck.store",
                "redis",
                "coatcheck.redis.url",
                url,
                "coatcheck.redis.timeout",
                timeout.toMillis() + "ms",
                "coatcheck.redis.fail-fast",
                "true");
        try (SessionManager opened = SessionManager.open(CoatcheckConfig.of(settings))) {
            assertThat(opened.create().isLive()).isTrue();
        }
    }

    /** What a server says, as if its version were older, in as many bytes. */
    private static String older(String answer) {
        return answer.replaceAll("(?<=redis_version:|valkey_version:)[0-9]", "5");
    }

    @Test
    void aServerThatIsDownIsNeverASilentEmpty() {
        server.stop();
        assertEveryCallUnavailable();
    }

    @Test
    void aServerThatIsFrozenIsGivenUpAfterTheTimeout() {
        server.pause();
        assertEveryCallUnavailable();
        server.resume();
    }

    @Test
    void aPoolThatIsExhaustedIsGivenUpAfterTheTimeout() {
        try (SessionManager narrow = open(server.url(), 1, Duration.ofSeconds(1))) {
            Session held = soon(() -> narrow.find(session.ticket()).orElseThrow());
            server.pause();
            List<CompletableFuture<Optional<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(CompletableFuture.supplyAsync(() -> held.get(NAME), task -> new Thread(task).start()));
            }
            assertTimeoutPreemptively(
                    LONG_ENOUGH,
                    () -> calls.forEach(call ->
                            assertThatThrownBy(call::join).hasCauseInstanceOf(StoreUnavailableException.class)));
            assertThat(calls)
                    .anySatisfy(
                            call -> assertThatThrownBy(call::join).hasMessageContaining("coatcheck.redis.pool-size"));
        }
    }

    @Test
    void aPasswordThatIsMissingOrWrongIsSaidAndNotShown() {
        redis.configSet("requirepass", PASSWORD);
        String address = "localhost:" + server.port();
        try (SessionManager none = open("redis://" + address, 1, PATIENCE);
                SessionManager wrong = open("redis://:wrong" + PASSWORD + "@" + address, 1, PATIENCE);
                SessionManager right = open("redis://:" + PASSWORD + "@" + address, 1, PATIENCE);
                SessionManager alone = open("redis://" + PASSWORD + "@" + address, 1, PATIENCE);
                SessionManager named = open("redis://default:" + PASSWORD + "@" + address, 1, PATIENCE)) {
            assertThatThrownBy(none::ping)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("NOAUTH");
            assertThatThrownBy(wrong::ping)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining(PASSWORD);
            List.of(right, alone, named).forEach(SessionManager::ping);
        }
    }

    @Test
    void aServerThatIsFullRefusesWritesWholeAndGoesOnReading() {
        session.put(LIST, List.of("a"));
        redis.configSet("maxmemory", "1");
        assertThatThrownBy(() -> session.put(NAME, "two"))
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("OOM");
        assertThatThrownBy(() -> session.batch().remove(LIST).put(NAME, "two").commit())
                .isInstanceOf(StoreFullException.class);
        assertThatThrownBy(sessions::create).isInstanceOf(StoreFullException.class);
        assertThat(session.get(NAME)).contains("one");
        assertThat(session.get(LIST)).contains(List.of("a"));
        assertThat(sessions.find(session.ticket())).isPresent();
        redis.configSet("maxmemory", "0");
        session.put(NAME, "two");
        assertThat(session.get(NAME)).contains("two");
    }

    @Test
    void aServerThatMissesItsReplicasRefusesWritesAndGoesOnReading() {
        redis.configSet("min-replicas-to-write", "1");
        assertThatThrownBy(() -> session.put(NAME, "two"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("NOREPLICAS");
        assertThat(session.get(NAME)).contains("one");
    }

    @Test
    void aReplicaRefusesWritesAndGoesOnReading() {
        try (Jedis connection = server.connect()) {
            connection.replicaof("127.0.0.1", 1);
        }
        try (SessionManager waiting = open(server.url(), 1, Duration.ofSeconds(1))) {
            Session same = waiting.attach(session.ticket());
            assertThatThrownBy(() -> same.put(NAME, "two"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("READONLY");
        }
        assertThat(session.get(NAME)).contains("one");
    }

    @Test
    void aForgottenScriptIsSentAgain() {
        redis.scriptFlush("any");
        assertThat(session.get(NAME)).contains("one");
        session.put(NAME, "two");
        assertThat(session.get(NAME)).contains("two");
    }

    @Test
    void aValueOfAnotherKindIsUnreadableAndNothingElseIsAffected() {
        session.put(LIST, List.of("a"));
        redis.del(key("name"));
        redis.lpush(key("name"), "foreign");
        assertThatThrownBy(() -> session.get(NAME))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("\"name\"");
        assertThat(session.get(LIST)).contains(List.of("a"));
        assertThat(session.putIfAbsent(NAME, "two")).isFalse();
        session.put(NAME, "two");
        assertThat(session.get(NAME)).contains("two");
        redis.del(key("name"));
        redis.lpush(key("name"), "foreign");
        assertThat(session.remove(NAME)).isTrue();
        assertThat(session.get(NAME)).isEmpty();
        redis.del(key("list"));
        redis.hset(key("list"), "foreign", "1");
        session.end();
        assertThat(redis.keys("*")).isEmpty();
    }

    @Test
    void aSessionInWhosePlaceSomethingElseStandsIsOver() {
        redis.del(key(""));
        redis.set(key(""), "foreign");
        assertThat(sessions.find(session.ticket())).isEmpty();
        assertThat(session.get(NAME)).isEmpty();
        assertThat(session.names()).isEmpty();
        assertThatThrownBy(() -> session.put(NAME, "two")).isInstanceOf(SessionEndedException.class);
        session.end();
    }

    @Test
    void aDamagedLabelIsNoValue() {
        for (String label : List.of("", "x", "1", "-1 0", "1 0 0", "9".repeat(400) + " x")) {
            redis.hset(key(""), "name", label);
            assertThat(session.get(NAME)).as(label).isEmpty();
            assertThat(session.putIfAbsent(NAME, "two")).isTrue();
            assertThat(session.get(NAME)).contains("two");
        }
        redis.hset(key(""), ":session", "garbage");
        assertThat(session.isLive()).isFalse();
    }

    @Test
    void aValueThatTheServerEvictedIsAbsent() {
        redis.del(key("name"));
        assertThat(session.get(NAME)).isEmpty();
        assertThat(session.contains(NAME)).isFalse();
        assertThat(session.remove(NAME)).isFalse();
        session.put(NAME, "two");
        redis.del(key("name"));
        assertThat(session.putIfAbsent(NAME, "three")).isTrue();
        redis.del(key("name"));
        assertThat(session.update(NAME, "initial", old -> old + "!")).isEqualTo("initial!");
    }

    @Test
    void aSessionThatTheServerEvictedOrFlushedIsOver() {
        redis.del(key(""));
        assertThat(session.get(NAME)).isEmpty();
        assertThat(sessions.find(session.ticket())).isEmpty();
        assertThatThrownBy(() -> session.put(NAME, "two")).isInstanceOf(SessionEndedException.class);
        Session flushed = sessions.create();
        redis.flushDB();
        assertThat(flushed.get(NAME)).isEmpty();
        assertThatThrownBy(() -> flushed.put(NAME, "two")).isInstanceOf(SessionEndedException.class);
        assertThat(redis.keys("*")).isEmpty();
    }
}
