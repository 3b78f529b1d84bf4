package dev.coatcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.CoatcheckException;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.Setting;
import dev.coatcheck.servlet.CookieSettings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.provider.ArgumentsSource;

class ConfigurationFuzzTest {
    private static final Key<List<String>> NAMES = Key.listOf("names", String.class);

    /** Lines of {@code key=value}, as they are: no escapes that a properties file would have. */
    @ArgumentsSource(SavedInputs.class)
    @FuzzTest
    void settingsAreRefusedByNameOrAStoreWorksWithThem(byte[] input) {
        Map<String, String> settings = new HashMap<>();
        for (String line : new String(input, StandardCharsets.UTF_8).split("\n", -1)) {
            int equals = line.indexOf('=');
            settings.put(line.substring(0, Math.max(0, equals)), line.substring(equals + 1));
        }
        CoatcheckConfig config;
        try {
            config = CoatcheckConfig.of(settings);
        } catch (ConfigurationException e) {
            assertThat(e).hasMessageContaining("coatcheck.").hasNoCause();
            return;
        }
        assertThat(CookieSettings.cookieName(config)).isNotEmpty();
        assertThat(config.toString()).startsWith("CoatcheckConfig[");
        if (config.get(Setting.STORE).equals("memory")) {
            use(config);
        }
    }

    private static void use(CoatcheckConfig config) {
        try (SessionManager sessions = SessionManager.open(config)) {
            Session session = sessions.create();
            List<String> names = List.of("Zoë", "x".repeat(100));
            session.put(NAMES, names);
            assertThat(session.get(NAMES))
                    .satisfiesAnyOf(
                            found -> assertThat(found).contains(names),
                            found -> assertThat(found).isEmpty());
            session.end();
        } catch (CoatcheckException e) {
            assertThat(e).hasMessageNotContaining("xxx");
        }
    }
}
