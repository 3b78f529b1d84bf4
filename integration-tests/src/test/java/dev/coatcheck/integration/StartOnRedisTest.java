package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What an application's log says at its start. */
class StartOnRedisTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.coatcheck");

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    private @Nullable SessionManager sessions;

    @BeforeEach
    void listen() {
        listener.start();
        LOG.setLevel(Level.INFO);
        LOG.setAdditive(false);
        LOG.addAppender(listener);
    }

    @AfterEach
    void closeAndStopListening() {
        if (sessions != null) {
            sessions.close();
        }
        LOG.detachAppender(listener);
        LOG.setLevel(null);
        LOG.setAdditive(true);
    }

    private void open(String... keysAndTexts) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < keysAndTexts.length; i += 2) {
            settings.put("coatcheck." + keysAndTexts[i], keysAndTexts[i + 1]);
        }
        sessions = SessionManager.open(CoatcheckConfig.of(settings));
    }

    private String readyLine() {
        return await().atMost(RedisServer.PATIENCE)
                .until(
                        () -> lines.stream()
                                .filter(line -> line.contains("Coatcheck is ready"))
                                .findFirst()
                                .orElse(""),
                        line -> !line.isEmpty());
    }

    @Test
    void theReadyLineNamesTheServerAndThatItWasReached() {
        String url = RedisServer.sharedUrl();
        String server = URI.create(url).getAuthority();
        open("store", "redis", "redis.url", url, "redis.timeout", "20s");
        assertThat(readyLine())
                .isEqualTo("INFO Coatcheck is ready: redis store at " + server + "/0 (reached), sessions live 24h");
    }

    @Test
    void theStartWaitsForNoServerAndTheReadyLineSaysThatItWasNotReached() {
        int port = Ports.free();
        String url = "redis://user:s3cret@127.0.0.1:" + port;
        open("store", "redis", "redis.url", url, "redis.timeout", "300ms");
        assertThat(readyLine())
                .startsWith("WARN Coatcheck is ready: redis store at 127.0.0.1:" + port + "/0 (not reached")
                .endsWith("sessions live 24h")
                .doesNotContain("s3cret");
    }

    @Test
    void aStoreInThisProcessIsReadyAtOnce() {
        open();
        assertThat(lines).containsExactly("INFO Coatcheck is ready: memory store, sessions live 24h");
    }

    @Test
    void aServerThatIsNamedButNotChosenIsWarnedOfOnce() {
        open("redis.url", "redis://user:s3cret@cache");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("WARN"))
                .containsExactly("WARN coatcheck.redis.url is set, but sessions are kept in the memory store: set"
                        + " coatcheck.store=redis to keep them there, or remove what is set for it");
    }

    @Test
    void memorySettingsAreNotWarnedOfWhereRedisIsChosen() {
        String url = "redis://127.0.0.1:" + Ports.free();
        open("store", "redis", "redis.url", url, "redis.timeout", "1ms", "memory.max-bytes", "1MB");
        assertThat(readyLine()).contains("redis store at");
        assertThat(List.copyOf(lines)).noneMatch(line -> line.contains("coatcheck.memory.max-bytes"));
    }
}
