package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.StoreUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class RedisDataStoreTest {
    private static final String URL = "redis://localhost";
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(strings = {"", "{app}", "[ab]", "a*", "a?", "a b", "\u00e4", "a\\"})
    void aPrefixThatWouldBreakKeysIsRefusedAsInTheConfiguration(String prefix) {
        assertThatThrownBy(() -> new RedisDataStore(URL, prefix, TIMEOUT, 1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("coatcheck.redis.prefix", "A-Z a-z 0-9 . _ : -");
    }

    @Test
    void aTimeoutOrPoolThatCannotBeIsRefusedAsInTheConfiguration() {
        for (Duration timeout : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(30)}) {
            assertThatThrownBy(() -> new RedisDataStore(URL, "coatcheck", timeout, 1))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("coatcheck.redis.timeout");
        }
        assertThatThrownBy(() -> new RedisDataStore(URL, "coatcheck", TIMEOUT, 0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("coatcheck.redis.pool-size");
        assertThatCode(() -> new RedisDataStore(URL, "a.b:c_d-1", Duration.ofNanos(1_500_000), 1).close())
                .doesNotThrowAnyException();
    }

    @Test
    @SuppressWarnings("NullAway") // nulls on purpose
    void nullIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new RedisDataStore(URL, null, TIMEOUT, 1))
                .withMessage("prefix");
        assertThatNullPointerException()
                .isThrownBy(() -> new RedisDataStore((String) null))
                .withMessage("url");
    }

    @Test
    void whatIsDownIsToldToTheCallerAndNotToTheLogAgainAndAgain() throws IOException {
        int free = freePort();
        String address = "127.0.0.1:" + free;
        String threeSentinels = "redis-sentinel://" + address + "," + address + "," + address + "?master=m";
        for (String url : new String[] {threeSentinels, "redis-cluster://" + address, "redis://" + address}) {
            Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            ListAppender<ILoggingEvent> log = new ListAppender<>();
            log.start();
            root.addAppender(log);
            try (RedisDataStore store = new RedisDataStore(url, "coatcheck", TIMEOUT, 1)) {
                assertThatThrownBy(store::ping).isInstanceOf(StoreUnavailableException.class);
            } finally {
                root.detachAppender(log);
            }
            assertThat(log.list)
                    .filteredOn(event -> event.getLevel().isGreaterOrEqual(ch.qos.logback.classic.Level.INFO))
                    .isEmpty();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
