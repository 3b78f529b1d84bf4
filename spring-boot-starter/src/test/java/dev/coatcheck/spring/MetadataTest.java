package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Setting;
import dev.coatcheck.servlet.HttpSessionSettings;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an editor completes is what there is. */
class MetadataTest {
    private static final String HEALTH = "management.health.coatcheck.enabled";

    private final Map<String, JsonNode> properties = new TreeMap<>();
    private final Map<String, Setting<?>> settings = new TreeMap<>();

    MetadataTest() throws Exception {
        try (InputStream file =
                CoatcheckAutoConfiguration.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            new JsonMapper()
                    .readTree(file)
                    .get("properties")
                    .forEach(property -> properties.put(property.get("name").asString(), property));
        }
        properties.remove(HEALTH);
        CoatcheckConfig.settings().forEach(setting -> settings.put(setting.key(), setting));
    }

    @Test
    void everySettingIsThereAndNothingElse() {
        assertThat(properties.keySet()).isEqualTo(settings.keySet());
    }

    @Test
    void everyDefaultIsTheSettingsOwn() {
        settings.forEach((key, setting) -> {
            JsonNode property = Objects.requireNonNull(properties.get(key), key);
            if (key.equals(HttpSessionSettings.ENABLED.key())) {
                assertThat(property.get("defaultValue").asBoolean())
                        .as("here alone")
                        .isTrue();
            } else if (property.has("defaultValue")) {
                assertThat((Object) setting.parse(property.get("defaultValue").asString()))
                        .as(key)
                        .isEqualTo(setting.defaultValue());
            } else {
                assertThat(describedDefaults()).as("its default is in words").contains(key);
            }
        });
    }

    /** None, or what depends on the machine. */
    private static List<String> describedDefaults() {
        return CoatcheckConfig.settings().stream()
                .filter(setting -> setting.defaultValue() instanceof Optional<?>
                        || setting.defaultValue() instanceof List<?>
                        || setting.key().matches("coatcheck\\.(hot|memory)\\.max-bytes"))
                .map(Setting::key)
                .toList();
    }

    @Test
    void everyPropertyIsDescribedInASentence() {
        assertThat(properties.values())
                .allSatisfy(property ->
                        assertThat(property.get("description").asString()).matches("[A-Z].*\\."));
    }
}
