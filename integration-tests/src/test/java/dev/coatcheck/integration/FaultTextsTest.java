package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.DataStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/** Who cannot work is told why, and what would help. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class FaultTextsTest {
    private static final byte[] ALERT_PROTOCOL_VERSION = {0x15, 3, 1, 0, 2, 2, 70};
    private static final byte[] ALERT_UNEXPECTED_MESSAGE = {0x15, 3, 3, 0, 2, 2, 10};
    private static final byte[] NOTHING = {};

    private final Certificates certificates = new Certificates();
    private RedisServer server;

    @BeforeAll
    void start() {
        server = RedisServer.start();
    }

    @AfterAll
    void stop() {
        server.close();
        certificates.close();
    }

    /** A server that reads what comes first, answers with some bytes, and hangs up. */
    private static ServerSocket answering(byte[] answer) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Relay.start(() -> {
            while (true) {
                try (Socket client = listener.accept()) {
                    InputStream in = client.getInputStream();
                    if (in.read(new byte[1 << 16]) > 0) {
                        client.getOutputStream().write(answer);
                        client.shutdownOutput();
                        in.read();
                    }
                } catch (IOException e) {
                    if (listener.isClosed()) {
                        return;
                    }
                }
            }
        });
        return listener;
    }

    private static void assertTold(String url, Map<String, String> settings, String... parts) {
        // what is tried again is told only then
        Map<String, String> all = new HashMap<>(Map.of("coatcheck.redis.url", url, "coatcheck.redis.timeout", "2s"));
        all.putAll(settings);
        try (DataStore store = new RedisDataStore(CoatcheckConfig.of(all))) {
            assertThatThrownBy(store::ping)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll(parts);
        }
    }

    @Test
    void aServerThatIsNotThereIsToldFromOneThatIsSilent() {
        assertTold("redis://127.0.0.1:" + Ports.free(), Map.of(), "refused the connection");
        assertTold("redis://no-such-host.invalid", Map.of(), "has no address", "no-such-host.invalid:6379");
        try (RedisServer silent = RedisServer.start()) {
            silent.pause();
            assertTold(
                    "redis://127.0.0.1:" + silent.port(),
                    Map.of(),
                    "did not answer in time",
                    "coatcheck.redis.timeout");
        }
    }

    @Test
    void sentinelsAreToldFromTheMaster() {
        String free = "127.0.0.1:" + Ports.free();
        assertTold("redis-sentinel://" + free + "?master=shop", Map.of(), "no sentinel", "refused the connection");
        assertTold("redis-cluster://" + free, Map.of(), "refused the connection");
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        assertTold("redis://127.0.0.1:" + server.port() + "/99", Map.of(), "/99 has no such database", "databases");
    }

    @Test
    void aServerThatReplicatesScriptsByTheirTextIsToldSo() {
        try (RedisServer old = RedisServer.start();
                Jedis redis = new Jedis("localhost", old.port());
                DataStore store = new RedisDataStore(old.url())) {
            if (redis.configGet("lua-replicate-commands").isEmpty()) {
                // Redis 7 knows no other way than the one that is needed
                assertThat(store.create("a", Duration.ofMinutes(1), List.of())).isTrue();
                return;
            }
            redis.configSet("lua-replicate-commands", "no");
            assertThatThrownBy(() -> store.create("a", Duration.ofMinutes(1), List.of()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("lua-replicate-commands yes");
        }
    }

    @Test
    void aServerThatWantsTlsIsToldFromOneThatIsDown() throws Exception {
        try (ServerSocket alerts = answering(ALERT_UNEXPECTED_MESSAGE);
                ServerSocket closes = answering(NOTHING)) {
            assertTold("redis://127.0.0.1:" + alerts.getLocalPort(), Map.of(), "speaks TLS", "rediss");
            assertTold("redis://127.0.0.1:" + closes.getLocalPort(), Map.of(), "hung up", "TLS", "rediss");
        }
    }

    @Test
    void aServerThatSpeaksNoTlsIsToldSo() throws Exception {
        try (ServerSocket plain = answering("-ERR unknown command\r\n".getBytes(StandardCharsets.US_ASCII))) {
            assertTold("rediss://127.0.0.1:" + plain.getLocalPort(), Map.of(), "speaks no TLS", "redis://");
        }
        assertTold("rediss://127.0.0.1:" + server.port(), Map.of(), "TLS", "redis://");
    }

    @Test
    void aServerThatSpeaksAnOldTlsOnlyIsToldSo() throws Exception {
        try (ServerSocket old = answering(ALERT_PROTOCOL_VERSION)) {
            assertTold("rediss://127.0.0.1:" + old.getLocalPort(), Map.of(), "TLS 1.2");
        }
    }

    @Test
    void aCertificateThatHasExpiredIsToldFromOneThatNobodyVouchesFor() throws Exception {
        Path expired = certificates.expiredKeyStore("expired", "IP:127.0.0.1");
        Map<String, String> trusting = Map.of(
                "coatcheck.redis.tls.trust-store",
                certificates.issuers().toString(),
                "coatcheck.redis.tls.trust-store-password",
                Certificates.PASSWORD,
                "coatcheck.redis.timeout",
                "20s");
        try (TlsRelay relay = new TlsRelay(expired, Optional.empty()).before(server)) {
            assertTold("rediss://127.0.0.1:" + relay.port(), trusting, "expired");
        }
    }
}
