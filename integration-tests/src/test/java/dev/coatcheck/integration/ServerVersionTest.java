package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class ServerVersionTest {
    @Test
    void redisIsToldFromValkeyThatClaimsRedisVersionToo() {
        assertThat(ServerVersion.parse("# Server\r\nredis_version:8.0.2\r\n")).hasToString("Redis 8.0.2");
        assertThat(ServerVersion.parse("redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\n"))
                .hasToString("Valkey 8.1.1");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamedWithoutItsPassword() {
        int nobody = Ports.free();

        assertThatIllegalStateException()
                .isThrownBy(() -> ServerVersion.of("redis://user:secret@localhost:" + nobody))
                .withMessage("no Redis answers at localhost:" + nobody);
    }
}
