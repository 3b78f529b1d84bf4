package dev.coatcheck.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.Key;
import dev.coatcheck.SessionManager;
import dev.coatcheck.memory.MemoryDataStore;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSessionSettingsTest {
    private static CoatcheckConfig allowing(String classes) {
        return CoatcheckConfig.of(Map.of("coatcheck.http-session.allow", classes));
    }

    @Test
    void theContainersSessionStaysUnlessAskedFor() throws Exception {
        try (Site site = Shop.overHttp()
                .page(
                        "/shop/kind",
                        (request, response) ->
                                response.getWriter().print(request.getClass().getSimpleName()))
                .start()) {
            assertThat(new Visitor(site).read("/shop/kind")).isNotEqualTo("HttpSessionRequest");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.example.Cart", "com.example.*", "com.example.**, org.Other$Inner", "Größe", ""})
    void classesAndPackagesCanBeAllowed(String classes) {
        assertThat(allowing(classes).get(HttpSessionSettings.ALLOW)).doesNotContain("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "**", "com.example.", "com.*.Cart", "com.example.Cart,", "!com.example.Cart", "a;b"})
    void whatIsNoNameIsRefusedWithWhatWouldBeRight(String classes) {
        assertThatThrownBy(() -> allowing(classes))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("coatcheck.http-session.allow is \"" + classes + "\"")
                .hasMessageContaining("com.example.**");
    }

    @Test
    void twoKeysOfOneNameAreRefused() {
        CoatcheckConfig config = CoatcheckConfig.of(Map.of());
        try (SessionManager sessions = new SessionManager(new MemoryDataStore(), config)) {
            CoatcheckFilterBuilder builder = CoatcheckFilter.builder(sessions, config)
                    .attribute(Key.of("coat", String.class))
                    .attribute(Key.of("coat", Integer.class));
            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"coat\"");
            assertThatThrownBy(() -> CoatcheckFilter.builder(sessions, config)
                            .attribute(Key.of("attribute.coat", String.class))
                            .build())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
