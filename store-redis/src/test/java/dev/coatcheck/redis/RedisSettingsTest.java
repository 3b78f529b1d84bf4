package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisSettingsTest {
    private static CoatcheckConfig of(String key, String text) {
        return CoatcheckConfig.of(Map.of(key, text));
    }

    @Test
    void defaultsAreThoseOfTheDesign() {
        CoatcheckConfig config = CoatcheckConfig.of(Map.of());
        assertThat(config.get(RedisSettings.URL)).isEqualTo("redis://localhost:6379");
        assertThat(config.get(RedisSettings.PREFIX)).isEqualTo("coatcheck");
        assertThat(config.get(RedisSettings.TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.get(RedisSettings.POOL_SIZE)).isEqualTo(16);
        assertThat(config.get(RedisSettings.FAIL_FAST)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "coatcheck.redis.prefix|a{b}",
                "coatcheck.redis.prefix|*",
                "coatcheck.redis.pool-size|0",
                "coatcheck.redis.pool-size|many",
                "coatcheck.redis.timeout|0s",
                "coatcheck.redis.timeout|30d",
                "coatcheck.redis.fail-fast|yes"
            },
            delimiter = '|')
    void anImpossibleValueIsNamedWithItsKeyAndWhatWouldBeRight(String key, String text) {
        assertThatThrownBy(() -> of(key, text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key)
                .hasMessageContaining('"' + text + '"')
                .hasMessageContaining("it takes");
    }

    @Test
    void aUrlThatCannotBeUsedIsFoundWhereTheConfigurationIsMadeWhateverTheStore() {
        assertThatThrownBy(() -> of("coatcheck.redis.url", "redis-cluster://cache/0"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("coatcheck.redis.url", "a cluster has no databases");
    }

    @Test
    void aStoreOfAUrlSaysTheSameAsTheConfigurationThatHasIt() {
        for (String url : new String[] {"cache", "redis-cluster://cache/0"}) {
            Throwable ofConfiguration = catchThrowable(() -> of("coatcheck.redis.url", url));
            assertThatThrownBy(() -> new RedisDataStore(url)).hasMessage(ofConfiguration.getMessage());
        }
    }

    @Test
    void theServerIsNamedWithoutItsPassword() {
        assertThat(new RedisDataStoreProvider().location(of("coatcheck.redis.url", "redis://user:p-ss@cache")))
                .contains("cache:6379/0");
    }

    @Test
    void passwordsAreHidden() {
        String url = "redis://user:p-ss@cache:6379";
        assertThat(of("coatcheck.redis.url", url).toString())
                .contains("***", "cache:6379")
                .doesNotContain("p-ss", "user");
        assertThatThrownBy(() -> of("coatcheck.redis.url", url + " x")).hasMessageNotContaining("p-ss");
        assertThat(of("coatcheck.redis.tls.key-store-password", "p@s&s").toString())
                .isEqualTo("CoatcheckConfig[coatcheck.redis.tls.key-store-password=***]");
        assertThatThrownBy(() -> of("coatcheck.redis.url", "localhost:6379"))
                .hasMessageContainingAll("coatcheck.redis.url", "it takes", "redis://user:password@host");
        assertThatThrownBy(() -> of("coatcheck.redis.url", "me:s3cret@cache")).hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> of("coatcheck.redis.url", "s3cret@cache")).hasMessageNotContaining("s3cret");
    }
}
