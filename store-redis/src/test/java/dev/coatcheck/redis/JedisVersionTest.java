package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JedisVersionTest {
    @ParameterizedTest
    @ValueSource(strings = {"7.1.0", "7.0.0", "6.2.0", "5.10.0", "7.1.0-beta1"})
    void whatWasBeforeTheClientsThatAreUsedHereIsTooOld(String version) {
        assertThat(JedisVersion.isTooOld(version)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.2.0", "7.2.1", "7.4.1", "7.10.0", "8.0.2", "10.0.0", "8.0.0-beta2"})
    void whatHasThemIsNot(String version) {
        assertThat(JedisVersion.isTooOld(version)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "7-SNAPSHOT"})
    void whatDoesNotSayWhatItIsPasses(String version) {
        assertThat(JedisVersion.isTooOld(version)).isFalse();
    }
}
