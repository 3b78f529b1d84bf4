package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** With connections that are never used, and so call nobody. */
class ServerTest {
    private final Server server = new Server(Connection::new, Duration.ofMillis(20), 1);

    private Connection used() {
        return server.ask(connection -> connection);
    }

    private void fail(RuntimeException e) {
        assertThatThrownBy(() -> server.ask(connection -> {
                    throw e;
                }))
                .isSameAs(e);
    }

    @Test
    void aConnectionIsUsedAgain() {
        Connection first = used();
        assertThat(used()).isSameAs(first);
        assertThat(server.idle()).isEqualTo(1);
        assertThat(server.active()).isZero();
    }

    @Test
    void aConnectionOnWhichTheServerRefusedIsUsedAgain() {
        Connection first = used();
        fail(new JedisDataException("OOM"));
        assertThat(used()).isSameAs(first);
    }

    @Test
    void aConnectionOnWhichAnAnswerMayBeLeftIsNotUsedAgain() {
        Connection first = used();
        fail(new ClassCastException("in the middle of an answer"));
        assertThat(server.idle()).isZero();
        assertThat(used()).isNotSameAs(first);
        assertThat(first.isBroken()).isTrue();
    }

    @Test
    void theConnectionsThatNobodyUsesAreClosedTogether() {
        Connection first = used();
        server.clear();
        assertThat(first.isBroken()).isTrue();
        assertThat(used()).isNotSameAs(first);
    }

    @Test
    void whoFindsNoneInTimeIsToldSo() {
        assertThatThrownBy(() -> server.ask(connection -> used()))
                .isInstanceOfSatisfying(
                        JedisException.class, e -> assertThat(Fault.of(e)).isEqualTo(Fault.EXHAUSTED));
        used();
        assertThat(server.active()).isZero();
    }

    @Test
    void afterTheEndThereAreNone() {
        Connection last = server.ask(connection -> {
            server.close();
            return connection;
        });
        assertThat(last.isBroken()).isTrue();
        assertThatThrownBy(this::used)
                .isInstanceOfSatisfying(
                        JedisException.class, e -> assertThat(Fault.of(e)).isEqualTo(Fault.CLOSED));
    }
}
