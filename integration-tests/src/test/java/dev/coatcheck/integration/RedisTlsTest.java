package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Real TLS, with certificates made for the run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisTlsTest {
    private static final String TRUST_STORE = "coatcheck.redis.tls.trust-store";
    private static final String TRUST_STORE_PASSWORD = "coatcheck.redis.tls.trust-store-password";
    private static final String KEY_STORE = "coatcheck.redis.tls.key-store";
    private static final String KEY_STORE_PASSWORD = "coatcheck.redis.tls.key-store-password";
    private static final String VERIFY_HOST = "coatcheck.redis.tls.verify-host";

    private final Certificates certificates = new Certificates();
    private final Path ours = certificates.keyStore("ours", "DNS:localhost,IP:127.0.0.1");
    private final Path elsewhere = certificates.keyStore("elsewhere", "DNS:elsewhere.example");
    private final Path client = certificates.keyStore("client", "DNS:client.example");
    private final Path trustsOurs = certificates.trustStore(ours);
    private final Path trustsElsewhere = certificates.trustStore(elsewhere);
    private final Path trustsClient = certificates.trustStore(client);
    private RedisServer server;

    @BeforeAll
    void start() {
        server = RedisServer.startNode();
    }

    @AfterAll
    void close() {
        server.close();
        certificates.close();
    }

    private static DataStore open(String url, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("coatcheck.redis.url", url);
        // a first handshake takes long on a busy machine
        all.put("coatcheck.redis.timeout", "20s");
        return new RedisDataStore(CoatcheckConfig.of(all));
    }

    private static Map<String, String> trusting(Path store) {
        return Map.of(TRUST_STORE, store.toString(), TRUST_STORE_PASSWORD, Certificates.PASSWORD);
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String text) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(key, text);
        return all;
    }

    private static void assertWorks(String url, Map<String, String> settings) {
        try (DataStore store = open(url, settings)) {
            String id = UUID.randomUUID().toString();
            assertThat(store.create(id, Duration.ofMinutes(1), List.of(Change.put("a", new byte[100_000]))))
                    .isTrue();
            assertThat(store.names(id)).containsExactly("a");
            assertThat(store.delete(id)).isTrue();
        }
    }

    private static void assertRefused(String url, Map<String, String> settings, String reason) {
        try (DataStore store = open(url, settings)) {
            assertThatThrownBy(store::ping)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("localhost")
                    .hasMessageContaining(reason)
                    .hasMessageNotContaining(Certificates.PASSWORD);
        }
    }

    @Test
    void aServerWhoseCertificateIsTrustedIsSpokenTo() throws Exception {
        try (TlsRelay relay = new TlsRelay(ours, Optional.empty()).before(server)) {
            assertWorks("rediss://localhost:" + relay.port(), trusting(trustsOurs));
            assertWorks("rediss://127.0.0.1:" + relay.port() + "/1", trusting(trustsOurs));
        }
    }

    @Test
    void aServerWhoseCertificateNobodyTrustsIsRefused() throws Exception {
        try (TlsRelay relay = new TlsRelay(ours, Optional.empty()).before(server)) {
            String url = "rediss://localhost:" + relay.port();
            assertRefused(url, Map.of(), TRUST_STORE);
            assertRefused(url, Map.of(VERIFY_HOST, "false"), TRUST_STORE);
            assertRefused(url, trusting(trustsClient), TRUST_STORE);
        }
    }

    @Test
    void aServerWithACertificateForAnotherHostIsRefusedUnlessHostsAreNotVerified() throws Exception {
        Map<String, String> settings = trusting(trustsElsewhere);
        try (TlsRelay relay = new TlsRelay(elsewhere, Optional.empty()).before(server)) {
            String url = "rediss://localhost:" + relay.port();
            assertRefused(url, settings, VERIFY_HOST);
            assertWorks(url, with(settings, VERIFY_HOST, "false"));
        }
    }

    @Test
    void aServerThatAsksForACertificateIsShownTheOneThatIsConfigured() throws Exception {
        Map<String, String> settings = trusting(trustsOurs);
        Map<String, String> known = with(settings, KEY_STORE_PASSWORD, Certificates.PASSWORD);
        try (TlsRelay relay = new TlsRelay(ours, Optional.of(trustsClient)).before(server)) {
            String url = "rediss://localhost:" + relay.port();
            assertWorks(url, with(known, KEY_STORE, client.toString()));
            assertRefused(url, settings, KEY_STORE);
            assertRefused(url, with(known, KEY_STORE, elsewhere.toString()), KEY_STORE);
        }
    }

    @Test
    void sentinelsAndTheirMasterSpeakTls() throws Exception {
        try (TlsRelay masterRelay = new TlsRelay(ours, Optional.empty()).before(server);
                RedisServer sentinel =
                        RedisServer.startSentinel("sentinel monitor shop 127.0.0.1 " + masterRelay.port() + " 1\n");
                TlsRelay sentinelRelay = new TlsRelay(ours, Optional.empty()).before(sentinel)) {
            String url = "localhost:" + sentinelRelay.port() + "/0?master=shop";
            assertWorks("rediss-sentinel://" + url, trusting(trustsOurs));
            assertRefused("rediss-sentinel://" + url, Map.of(), "");
        }
    }

    @Test
    void aClusterSpeaksTls() throws Exception {
        try (TlsRelay relay = new TlsRelay(ours, Optional.empty());
                RedisServer node = RedisServer.startNode(
                        "--cluster-enabled",
                        "yes",
                        "--cluster-announce-ip",
                        "127.0.0.1",
                        "--cluster-announce-port",
                        String.valueOf(relay.port()))) {
            RedisCluster.ask(
                    node,
                    redis -> redis.clusterAddSlots(IntStream.range(0, 16_384).toArray()));
            RedisCluster.awaitState(node);
            relay.before(node);
            assertWorks("rediss-cluster://localhost:" + relay.port(), trusting(trustsOurs));
            assertRefused("rediss-cluster://localhost:" + relay.port(), Map.of(), TRUST_STORE);
        }
    }

    @Test
    void aFileThatIsMissingOrDoesNotOpenIsAnErrorAtStart() throws Exception {
        Path text = Files.writeString(ours.resolveSibling("text"), "no key store");
        for (String file :
                List.of(ours + "x", text.toString(), ours.resolveSibling("").toString())) {
            assertThatThrownBy(() -> open("rediss://localhost", trusting(Path.of(file))))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll(TRUST_STORE, file, "PKCS12 or JKS");
        }
        assertThatThrownBy(() -> open("rediss://localhost", Map.of(KEY_STORE, client.toString())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(KEY_STORE, KEY_STORE_PASSWORD);
        assertThatThrownBy(() -> open(
                        "rediss://localhost",
                        Map.of(KEY_STORE, client.toString(), KEY_STORE_PASSWORD, "wr0ng-" + Certificates.PASSWORD)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(KEY_STORE, KEY_STORE_PASSWORD)
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void filesForTlsWithoutTlsAreAnErrorAtStart() {
        assertThatThrownBy(() -> open("redis://localhost", trusting(trustsOurs)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(TRUST_STORE, "rediss");
    }
}
