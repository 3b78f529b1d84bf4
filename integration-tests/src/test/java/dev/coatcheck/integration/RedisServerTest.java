package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** The tests' own servers do what the tests of failures count on. */
class RedisServerTest {
    @Test
    void theSharedServerStaysTheSame() {
        String url = RedisServer.sharedUrl();

        assertThat(url).startsWith("redis://");
        assertThat(RedisServer.sharedUrl()).isEqualTo(url);
        assertThat(ServerVersion.of(url).name()).isIn("Redis", "Valkey");
    }

    @Test
    void aServerOfItsOwnIsEmptyAndTakesSettings() {
        try (RedisServer server = RedisServer.start("--maxmemory", "10mb");
                RedisClient client = connect(server)) {
            assertThat(client.dbSize()).isZero();
            assertThat(client.configGet("maxmemory")).containsEntry("maxmemory", String.valueOf(10 << 20));
            assertThat(client.configGet("save")).containsEntry("save", "");
            assertThat(server.url()).isNotEqualTo(RedisServer.sharedUrl());
        }
    }

    @Test
    void aPausedServerAcceptsConnectionsAndAnswersNobodyUntilItResumes() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisClient before = connect(server)) {
            before.set("key", "value");
            server.pause();
            try (RedisClient during = RedisClient.create(server.url())) {
                assertThatThrownBy(() -> during.get("key"))
                        .isInstanceOf(JedisConnectionException.class)
                        .hasMessageContaining("timed out");

                CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> before.get("key"));
                server.resume();
                assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("value");
            }
        }
    }

    @Test
    void aStoppedServerRefusesConnectionsAndComesBackEmptyOnItsPort() {
        try (RedisServer server = RedisServer.start()) {
            String url = server.url();
            set(server);
            server.stop();
            assertThatExceptionOfType(JedisConnectionException.class).isThrownBy(() -> set(server));

            server.restart();
            assertThat(server.url()).isEqualTo(url);
            try (RedisClient client = connect(server)) {
                assertThat(client.get("key")).isNull();
            }
        }
    }

    @Test
    void aPausedServerCanBeStoppedAndRestarted() {
        try (RedisServer server = RedisServer.start()) {
            server.pause();
            server.restart();
            set(server);
            server.pause();
        }
    }

    @Test
    void noPortIsGivenOutTwice() {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 400; i++) {
            assertThat(ports.add(Ports.free())).isTrue();
        }
    }

    @Test
    void closingTwiceIsHarmless() {
        RedisServer server = RedisServer.start();
        server.close();
        server.close();
    }

    private static void set(RedisServer server) {
        try (RedisClient client = connect(server)) {
            client.set("key", "value");
        }
    }

    private static RedisClient connect(RedisServer server) {
        return server.client();
    }
}
