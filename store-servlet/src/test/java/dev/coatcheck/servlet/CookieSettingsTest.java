package dev.coatcheck.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All of it is found where the configuration is made: that the filter is made of it comes later, and finds no mistake. */
class CookieSettingsTest {
    private static CoatcheckConfig of(String key, String text) {
        return CoatcheckConfig.of(Map.of(key, text));
    }

    @Test
    void defaultsAreThoseOfTheDesign() {
        CoatcheckConfig config = CoatcheckConfig.of(Map.of());
        assertThat(CookieSettings.cookieName(config)).isEqualTo("__Host-coatcheck");
        assertThat(config.get(CookieSettings.SECURE)).isTrue();
        assertThat(config.get(CookieSettings.SAME_SITE)).isEqualTo("Lax");
        assertThat(config.get(CookieSettings.CROSS_SITE)).isEqualTo("refuse");
        assertThat(config.get(CookieSettings.PATH)).isEqualTo("/");
        assertThat(config.get(CookieSettings.MAX_AGE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "coatcheck.cookie.name|a b",
                "coatcheck.cookie.name|a;b",
                "coatcheck.cookie.secure|yes",
                "coatcheck.cookie.same-site|lax",
                "coatcheck.cookie.cross-site|yes",
                "coatcheck.cookie.path|shop",
                "coatcheck.cookie.path|/;x"
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
    void aMistypedKeyIsNamedWithTheRightOne() {
        assertThatThrownBy(() -> of("coatcheck.cookie.samesite", "Lax"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("coatcheck.cookie.samesite; did you mean coatcheck.cookie.same-site?");
    }

    @Test
    void cookiesThatBrowsersDropAreRefused() {
        assertThatThrownBy(() -> CoatcheckConfig.of(
                        Map.of("coatcheck.cookie.name", "__Host-x", "coatcheck.cookie.secure", "false")))
                .hasMessageContaining("__Host-x");
        assertThatThrownBy(() -> CoatcheckConfig.of(
                        Map.of("coatcheck.cookie.name", "__Host-x", "coatcheck.cookie.path", "/shop")))
                .hasMessageContaining("coatcheck.cookie.path");
        assertThatThrownBy(() -> CoatcheckConfig.of(
                        Map.of("coatcheck.cookie.same-site", "None", "coatcheck.cookie.secure", "false")))
                .hasMessageContaining("coatcheck.cookie.same-site");
        assertThat(CookieSettings.cookieName(of("coatcheck.cookie.secure", "false")))
                .isEqualTo("coatcheck");
        assertThat(CookieSettings.cookieName(of("coatcheck.cookie.path", "/shop")))
                .isEqualTo("__Secure-coatcheck");
    }

    @ParameterizedTest
    @ValueSource(strings = {"__host-x", "__HOST-x", "__Host-Http-x", "__hOsT-"})
    void theHostPrefixBindsHoweverItIsWritten(String name) {
        assertThatThrownBy(() ->
                        CoatcheckConfig.of(Map.of("coatcheck.cookie.name", name, "coatcheck.cookie.secure", "false")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining('"' + name + '"')
                .hasMessageContaining("coatcheck.cookie.secure=true");
        assertThatThrownBy(() ->
                        CoatcheckConfig.of(Map.of("coatcheck.cookie.name", name, "coatcheck.cookie.path", "/shop")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("coatcheck.cookie.path=/");
        assertThat(CookieSettings.cookieName(of("coatcheck.cookie.name", name))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"__Secure-x", "__secure-x", "__SECURE-x", "__Http-x", "__http-x"})
    void soDoTheSecurePrefixes(String name) {
        assertThatThrownBy(() ->
                        CoatcheckConfig.of(Map.of("coatcheck.cookie.name", name, "coatcheck.cookie.secure", "false")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining('"' + name + '"')
                .hasMessageContaining("coatcheck.cookie.secure=true");
        assertThat(CookieSettings.cookieName(
                        CoatcheckConfig.of(Map.of("coatcheck.cookie.name", name, "coatcheck.cookie.path", "/shop"))))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"__Hostess", "_Host-x", "host-x", "secure-x", "__Secur"})
    void otherNamesAreBoundByNothing(String name) {
        assertThat(CookieSettings.cookieName(
                        CoatcheckConfig.of(Map.of("coatcheck.cookie.name", name, "coatcheck.cookie.secure", "false"))))
                .isEqualTo(name);
    }
}
