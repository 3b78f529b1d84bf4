package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.CoatcheckException;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.redis.RedisDataStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** Where sessions idle out, a read that counts as use is told to the server; one that takes no writes is still read. */
class IdleTimeoutOnRedisTest {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Duration IDLE = Duration.ofSeconds(20);

    private RedisServer server;
    private Jedis redis;
    private SessionManager sessions;
    private Session session;

    @BeforeEach
    void start() throws IOException {
        server = RedisServer.start();
        redis = new Jedis(new HostAndPort("localhost", server.port()));
        sessions = new SessionManager(
                new RedisDataStore(server.url()), CoatcheckConfig.of(Map.of("coatcheck.idle-timeout", "20s")));
        session = sessions.create();
        session.put(NAME, "one");
    }

    @AfterEach
    void close() throws IOException {
        sessions.close();
        redis.close();
        server.close();
    }

    @Test
    void aFullServerIsReadAndToldOfUsesAndItsSessionsCanBeEnded() {
        redis.configSet("maxmemory", "1");
        AtomicReference<Duration> left = new AtomicReference<>(session.remaining());
        // it becomes less, until the server is told of a use
        await().until(() -> {
            assertThat(sessions.find(session.ticket()).orElseThrow().get(NAME)).contains("one");
            Duration now = session.remaining();
            return now.compareTo(left.getAndSet(now)) > 0;
        });
        assertThat(session.get(NAME)).contains("one");
        sessions.find(session.ticket()).ifPresent(Session::end);
        assertThat(sessions.find(session.ticket())).isEmpty();
        assertThat(redis.keys("*")).isEmpty();
    }

    @Test
    void aServerThatMissesItsReplicasIsReadAndToldOnceItHasThem() {
        redis.configSet("min-replicas-to-write", "1");
        requireReadsThoughNoUseIsTold();
        assertThatThrownBy(() -> session.put(NAME, "two")).isInstanceOf(CoatcheckException.class);
        redis.configSet("min-replicas-to-write", "0");
        assertThat(session.get(NAME)).contains("one");
        assertThat(session.remaining()).isGreaterThan(IDLE);
    }

    private void requireReadsThoughNoUseIsTold() {
        await().untilAsserted(() -> {
            assertThat(session.get(NAME)).contains("one");
            assertThat(sessions.find(session.ticket()).orElseThrow().get(NAME)).contains("one");
            assertThat(session.remaining()).isPositive().isLessThan(IDLE);
        });
    }
}
