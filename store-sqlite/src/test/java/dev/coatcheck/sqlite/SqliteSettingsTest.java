package dev.coatcheck.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteSettingsTest {
    @Test
    void defaultsAreThoseOfTheDesign() {
        CoatcheckConfig config = CoatcheckConfig.of(Map.of());
        assertThat(config.get(SqliteSettings.FILE)).isEqualTo("coatcheck.db");
        assertThat(config.get(SqliteSettings.MAX_BYTES)).isEmpty();
        assertThat(config.get(SqliteSettings.SYNC)).isEqualTo("normal");
        assertThat(config.get(SqliteSettings.TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "coatcheck.sqlite.max-bytes|1KB",
                "coatcheck.sqlite.sync|off",
                "coatcheck.sqlite.timeout|0s",
                "coatcheck.sqlite.timeout|2h"
            },
            delimiter = '|')
    void anImpossibleValueIsNamedWithItsKeyAndWhatWouldBeRight(String key, String text) {
        assertThatThrownBy(() -> CoatcheckConfig.of(Map.of(key, text)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key)
                .hasMessageContaining('"' + text + '"')
                .hasMessageContaining("it takes");
    }
}
