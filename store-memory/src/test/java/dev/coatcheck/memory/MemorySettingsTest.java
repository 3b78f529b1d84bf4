package dev.coatcheck.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.SessionManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemorySettingsTest {
    private static CoatcheckConfig of(String key, String text) {
        return CoatcheckConfig.of(Map.of(key, text));
    }

    @Test
    void defaultsAreThoseOfTheDesign() {
        CoatcheckConfig config = CoatcheckConfig.of(Map.of());
        assertThat(config.get(MemorySettings.MAX_BYTES))
                .isEqualTo(Runtime.getRuntime().maxMemory() / 4);
        assertThat(config.get(MemorySettings.WHEN_FULL)).isEqualTo("reject");
    }

    @ParameterizedTest
    @CsvSource(
            value = {"coatcheck.memory.max-bytes|-1", "coatcheck.memory.when-full|panic"},
            delimiter = '|')
    void anImpossibleValueIsNamedWithItsKeyAndWhatWouldBeRight(String key, String text) {
        assertThatThrownBy(() -> of(key, text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key)
                .hasMessageContaining('"' + text + '"')
                .hasMessageContaining("it takes");
    }

    @Test
    void aKeyOfADriverThatIsNotThereSaysWhatToAdd() {
        assertThatThrownBy(() -> of("coatcheck.redis.pool-size", "3"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("coatcheck.redis.pool-size is a setting of dev.coatcheck:coatcheck-redis, which is not on"
                        + " the class path; add it, or remove the key");
    }

    @Test
    void aDriverThatIsNotThereIsNamedWithWhatToAdd() {
        assertThatThrownBy(() -> SessionManager.open(of("coatcheck.store", "redis")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("\"redis\"", "[memory]", "add dev.coatcheck:coatcheck-redis");
    }
}
