package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code coatcheck} with each kind of address, and killed. */
@Timeout(600)
class CommandAddressesTest {
    private static final int SESSIONS = 30;

    private final String prefix = "coatcheck:" + UUID.randomUUID();

    @TempDir
    private Path folder;

    private String file;

    @BeforeEach
    void makeAFile() {
        file = "sqlite:" + folder.resolve("sessions.db");
        try (DataStore store = new SqliteDataStore(folder.resolve("sessions.db"))) {
            for (int i = 0; i < SESSIONS; i++) {
                store.create("session-" + i, Duration.ofHours(1), List.of(Change.put("name", new byte[1_000])));
            }
        }
    }

    private CommandProcess.End run(Map<String, String> environment, String... arguments) {
        try (CommandProcess process = CommandProcess.start(environment, arguments)) {
            return process.end();
        }
    }

    private void assertCopiesTo(String url, Map<String, String> environment) {
        CommandProcess.End copied =
                run(environment, "copy", "--from", file, "--to", url, "--to-prefix", prefix, "--json");
        CommandProcess.End compared = run(environment, "compare", "--from", file, "--to", url, "--to-prefix", prefix);
        CommandProcess.End inspected = run(environment, "inspect", url, "--prefix", prefix, "--json");

        assertThat(copied.requireExitCode(0).json().at("/copied").asInt()).isEqualTo(SESSIONS);
        assertThat(compared.requireExitCode(0).out()).contains("They are the same.");
        assertThat(inspected.requireExitCode(0).json().at("/sessions").asInt()).isEqualTo(SESSIONS);
    }

    @Test
    void sentinelsTellWhereTheSessionsGo() {
        assertCopiesTo(RedisSentinels.shared().url(), Map.of());
    }

    @Test
    void aServerMayBeSpokenToOverTls() throws Exception {
        try (Certificates certificates = new Certificates();
                RedisServer server = RedisServer.startNode()) {
            Path ours = certificates.keyStore("ours", "DNS:localhost,IP:127.0.0.1");
            try (TlsRelay relay = new TlsRelay(ours, Optional.empty())) {
                relay.before(server);
                String url = "rediss://localhost:" + relay.port();

                assertCopiesTo(
                        url,
                        Map.of(
                                "COATCHECK_REDIS_TLS_TRUST_STORE",
                                certificates.trustStore(ours).toString(),
                                "COATCHECK_REDIS_TLS_TRUST_STORE_PASSWORD",
                                Certificates.PASSWORD));
                assertThat(run(Map.of("COATCHECK_REDIS_TIMEOUT", "1s"), "inspect", url)
                                .err())
                        .contains("coatcheck.redis.tls.trust-store");
            }
        }
    }

    @Test
    void aCopyThatIsKilledIsCompletedByTheNext() {
        String url = RedisServer.sharedUrl();
        String[] both = {"copy", "--from", file, "--to", url, "--to-prefix", prefix, "--json"};
        try (DataStore target = new RedisDataStore(url, prefix, PatientStore.TIMEOUT, 2);
                CommandProcess copy =
                        CommandProcess.start(Stream.concat(Stream.of(both), Stream.of("--max-bytes-per-second", "5KB"))
                                .toArray(String[]::new))) {
            await().atMost(RedisServer.PATIENCE).until(() -> {
                try (Stream<String> ids = target.ids()) {
                    return ids.count() > 2;
                }
            });
            copy.kill();
        }

        assertThat(run(Map.of(), both).requireExitCode(0).json().at("/copied").asInt())
                .isBetween(1, SESSIONS - 3);

        assertThat(run(Map.of(), "compare", "--from", file, "--to", url, "--to-prefix", prefix)
                        .exitCode())
                .isZero();
    }
}
