package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.redis.OpenServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

/** When a connection is used again, and when it is closed. */
class ConnectionsTest {
    private final OpenServer server = new OpenServer(RedisServer.sharedUrl(), Duration.ofSeconds(20), 1);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aConnectionIsUsedAgain() {
        long first = server.connection();
        assertThat(server.connection()).isEqualTo(first);
        assertThat(server.idle()).isEqualTo(1);
        assertThat(server.inUse()).isZero();
    }

    @Test
    void aConnectionOnWhichTheServerRefusedIsUsedAgain() {
        long first = server.connection();
        assertThatThrownBy(server::askWhatIsRefused).isInstanceOf(JedisDataException.class);
        assertThat(server.connection()).isEqualTo(first);
    }

    @Test
    void aConnectionOnWhichAnAnswerMayBeLeftIsNotUsedAgain() {
        long first = server.connection();
        RuntimeException failure = new IllegalStateException("in the middle of a request");
        assertThatThrownBy(() -> server.echo(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(server.idle()).isZero();
        assertThat(server.inUse()).isZero();
        assertThat(server.connection()).isNotEqualTo(first);
    }

    @Test
    void theConnectionsThatNobodyUsesAreClosedTogether() {
        long first = server.connection();
        server.clear();
        assertThat(server.connection()).isNotEqualTo(first);
    }

    @Test
    void whoHearsLateOfABrokenConnectionLeavesTheOneThatHasTakenItsPlace() throws IOException {
        AtomicBoolean losesNext = new AtomicBoolean();
        try (Relay relay = Relay.watching(
                        RedisServer.sharedUrl(),
                        Relay.Watch.NONE,
                        answer -> losesNext.getAndSet(false) ? Optional.empty() : Optional.of(answer));
                OpenServer behind = new OpenServer(relay.url(), Duration.ofSeconds(20), 1)) {
            behind.connection();
            AtomicLong next = new AtomicLong();
            losesNext.set(true);
            assertThat(behind.connectionAskedAgain(() -> next.set(behind.connection())))
                    .isEqualTo(next.get());
        }
    }

    @Test
    void whoFindsNoneInTimeIsToldSo() {
        try (OpenServer hasty = new OpenServer(RedisServer.sharedUrl(), Duration.ofSeconds(1), 1)) {
            hasty.echo(() -> {
                assertThatThrownBy(hasty::connection).matches(OpenServer::isExhaustion);
                return "one";
            });
            hasty.connection();
            assertThat(hasty.inUse()).isZero();
        }
    }

    @Test
    void whoseTimeIsUpBeforeHeHasSentAnythingLeavesAGoodConnectionBehind() {
        long first = server.connection();
        assertThatThrownBy(() -> OpenServer.within(Duration.ZERO, server::connection))
                .matches(OpenServer::isExhaustion);
        assertThat(server.inUse()).isZero();
        assertThat(server.connection()).isEqualTo(first);
    }

    @Test
    void afterTheEndThereAreNone() {
        server.echo(() -> {
            server.close();
            return "one";
        });
        assertThat(server.idle()).isZero();
        assertThatThrownBy(server::connection)
                .isInstanceOfSatisfying(
                        RuntimeException.class,
                        e -> assertThat(OpenServer.isClosed(e)).isTrue());
    }
}
