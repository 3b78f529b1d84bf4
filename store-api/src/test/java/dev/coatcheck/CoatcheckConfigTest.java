package dev.coatcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoatcheckConfigTest {
    private static final String LIFETIME = "coatcheck.lifetime";

    @AfterEach
    void forget() {
        System.clearProperty(LIFETIME);
        System.clearProperty("coatcheck.lifetme");
    }

    private static CoatcheckConfig of(String key, String text) {
        return CoatcheckConfig.of(Map.of(key, text));
    }

    @Test
    void defaultsAreThoseOfTheDesign() {
        CoatcheckConfig config = CoatcheckConfig.of(Map.of());
        assertThat(config.get(Setting.STORE)).isEqualTo("memory");
        assertThat(config.get(Setting.LIFETIME)).isEqualTo(Duration.ofHours(24));
        assertThat(config.get(Setting.IDLE_TIMEOUT)).isEmpty();
        assertThat(config.get(Setting.MAX_VALUE_BYTES)).isEqualTo(64L << 20);
        assertThat(config.get(Setting.COMPRESS_ABOVE)).isEqualTo(8L << 10);
        assertThat(config.get(Setting.HOT_MAX_BYTES))
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 16)
                .isBetween(1L << 20, 64L << 20);
    }

    @Test
    void theBuilderWinsOverSystemPropertiesAndTheseOverTheFile() {
        // src/test/resources/coatcheck.properties has coatcheck.lifetime=3h and coatcheck.compress-above=3KB
        assertThat(CoatcheckConfig.load().get(Setting.LIFETIME)).isEqualTo(Duration.ofHours(3));
        System.setProperty(LIFETIME, "2h");
        assertThat(CoatcheckConfig.load().get(Setting.LIFETIME)).isEqualTo(Duration.ofHours(2));
        CoatcheckConfig built = CoatcheckConfig.builder().set(LIFETIME, "1h").build();
        assertThat(built.get(Setting.LIFETIME)).isEqualTo(Duration.ofHours(1));
        assertThat(built.get(Setting.COMPRESS_ABOVE)).isEqualTo(3L << 10);
    }

    @Test
    void aMapAndPropertiesAreTakenByThemselves() {
        System.setProperty(LIFETIME, "2h");
        assertThat(CoatcheckConfig.of(Map.of()).get(Setting.LIFETIME)).isEqualTo(Duration.ofHours(24));
        Properties properties = new Properties();
        properties.setProperty(LIFETIME, "5m");
        properties.setProperty("spring.application.name", "shop");
        assertThat(CoatcheckConfig.from(properties).get(Setting.LIFETIME)).isEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "15s,PT15S", "30m,PT30M", "24h,PT24H", "7d,PT168H", "PT90S,PT1M30S", "' 1h ',PT1H"})
    void timesAreReadWithTheirUnits(String text, Duration time) {
        assertThat(of(LIFETIME, text).get(Setting.LIFETIME)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({"512,512", "512B,512", "8KB,8192", "8KiB,8192", "64MB,67108864", "2GB,2147483648", "1 mb,1048576"})
    void sizesAreReadWithTheirUnits(String text, long bytes) {
        assertThat(of("coatcheck.max-value-bytes", text).get(Setting.MAX_VALUE_BYTES))
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "coatcheck.lifetime|0s",
                "coatcheck.lifetime|-1h",
                "coatcheck.lifetime|24",
                "coatcheck.lifetime|24 hours",
                "coatcheck.lifetime|4000d",
                "coatcheck.lifetime|999999999999999999d",
                "coatcheck.lifetime|PT2562047788015215H",
                "coatcheck.lifetime|PT-2562047788015215H",
                "coatcheck.lifetime|soon",
                "coatcheck.lifetime|none",
                "coatcheck.idle-timeout|0ms",
                "coatcheck.max-value-bytes|0",
                "coatcheck.max-value-bytes|9999999999GB",
                "coatcheck.max-value-bytes|64 tons",
                "coatcheck.store|../memory"
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
    void theSettingsThatThereAreAreListedByKey() {
        assertThat(CoatcheckConfig.settings())
                .contains(Setting.STORE, Setting.IDLE_TIMEOUT)
                .isSortedAccordingTo(Comparator.comparing(Setting::key))
                .isUnmodifiable();
    }

    @Test
    void anUnknownKeyIsNamedWithTheKeysThereAre() {
        assertThatThrownBy(() -> of("coatcheck.lifetme", "24h"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("coatcheck.lifetme")
                .hasMessageContaining(LIFETIME);
        System.setProperty("coatcheck.lifetme", "24h");
        assertThatThrownBy(CoatcheckConfig::load).hasMessageContaining("coatcheck.lifetme");
        assertThatThrownBy(() -> of("coatcheck.redis.hosts", "a")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> CoatcheckConfig.builder().set("lifetime", "1h").build())
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void noUsualIdleTimeoutIsLongerThanTheMost() {
        assertThatThrownBy(() -> CoatcheckConfig.of(
                        Map.of("coatcheck.idle-timeout", "30m", "coatcheck.max-idle-timeout", "10m")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("coatcheck.max-idle-timeout is \"10m\"; it takes a time that is not shorter than"
                        + " coatcheck.idle-timeout, which is \"30m\"");
        CoatcheckConfig config =
                CoatcheckConfig.of(Map.of("coatcheck.idle-timeout", "30m", "coatcheck.max-idle-timeout", "30m"));
        assertThat(config.get(Setting.MAX_IDLE_TIMEOUT)).contains(Duration.ofMinutes(30));
        assertThat(CoatcheckConfig.of(Map.of()).get(Setting.MAX_IDLE_TIMEOUT)).isEmpty();
    }

    @Test
    void aDriverFromOutsideHasSettingsOfItsOwn() {
        CoatcheckConfig config = CoatcheckConfig.of(Map.of("coatcheck.store", "disk", "coatcheck.disk.sync", "5s"));
        assertThat(config.get(Setting.duration("coatcheck.disk.sync", "1s"))).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.get(Setting.integer("coatcheck.disk.files", "7", 1, 9)))
                .isEqualTo(7);
        assertThatThrownBy(() -> of("coatcheck.disk.sync", "5s")).isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://me:s3cret@cache",
                "rediss://s3cret@cache:1/0",
                "redis://s3@cr/e?t@cache",
                "redis-sentinel://me:s3cret@a:1,b:2/0?master=m",
                "rediss-sentinel://a?master=m&sentinel-user=me&sentinel-password=s3cret",
                "redis-sentinel://a?sentinel-password=s3c@ret&master=m",
                "redis-cluster://me:s3cret@a:1,b:2",
                "rediss-cluster://:s3cret@[::1]:1,[::2]"
            })
    void theLoginInAUrlIsHidden(String url) {
        assertThat(CoatcheckConfig.withoutPassword(url))
                .startsWith(url.substring(0, url.indexOf("://")) + "://")
                .contains("***")
                .doesNotContain("s3", "ret", "e?t");
    }

    @Test
    @SuppressWarnings("NullAway") // nulls on purpose
    void nullIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> CoatcheckConfig.builder().set(null, "x"))
                .withMessage("key");
        assertThatNullPointerException()
                .isThrownBy(() -> CoatcheckConfig.builder().set(LIFETIME, null))
                .withMessage("text");
    }

    @Test
    void aMissingDriverIsNamedWithThoseThereAre() {
        assertThatThrownBy(() -> SessionManager.open(of("coatcheck.store", "memory")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"memory\"")
                .hasMessageContaining("dev.coatcheck:coatcheck-memory")
                .hasMessageContaining("[]");
    }
}
