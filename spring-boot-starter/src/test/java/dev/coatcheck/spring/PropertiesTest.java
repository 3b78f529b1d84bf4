package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.Setting;
import dev.coatcheck.servlet.CookieSettings;
import dev.coatcheck.servlet.HttpSessionSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** src/test/resources/coatcheck.properties has coatcheck.compress-above=3KB and coatcheck.lifetime=3h. */
@ExtendWith(OutputCaptureExtension.class)
class PropertiesTest {
    @TempDir
    Path directory;

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(CoatcheckAutoConfiguration.class));

    private ApplicationContextRunner withEnvironment(String variable, String text) {
        return application.withInitializer(context -> context.getEnvironment()
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of(variable, text))));
    }

    /** As in src/main/resources of an application. */
    private ApplicationContextRunner withFile(String name, String... lines) throws Exception {
        Files.write(directory.resolve(name), List.of(lines));
        return application
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withPropertyValues("spring.config.location=" + directory.toUri());
    }

    private static <T> void assertSet(ApplicationContextRunner runner, Setting<T> setting, T value) {
        runner.run(context ->
                assertThat(context.getBean(CoatcheckConfig.class).get(setting)).isEqualTo(value));
    }

    private static void assertRefused(ApplicationContextRunner runner, String... parts) {
        runner.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(parts));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "coatcheck.idle-timeout",
                "coatcheck.idleTimeout",
                "coatcheck.idle_timeout",
                "coatcheck.idletimeout",
                "COATCHECK.IDLE-TIMEOUT"
            })
    void aNameIsRelaxedAsBootsOwnAre(String name) {
        assertSet(
                application.withPropertyValues(name + "=30m"),
                Setting.IDLE_TIMEOUT,
                Optional.of(Duration.ofMinutes(30)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"COATCHECK_COOKIE_SAMESITE", "COATCHECK_COOKIE_SAME_SITE", "coatcheck_cookie_samesite"})
    void aVariableOfTheEnvironmentIsTakenInBothWaysOfWriting(String variable, CapturedOutput output) {
        assertSet(withEnvironment(variable, "Strict"), CookieSettings.SAME_SITE, "Strict");
        assertThat(output).doesNotContain("coatcheck.cookie");
    }

    @Test
    void aVariableThatIsNoSettingIsAWarningAsOthersSetThemToo(CapturedOutput output) {
        withEnvironment("COATCHECK_PORT", "tcp://10.0.0.1:80")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains("coatcheck.port").contains("left aside").doesNotContain("10.0.0.1");
    }

    @Test
    void aPlaceholderIsResolved() {
        assertSet(
                application.withPropertyValues("hours=5", "coatcheck.lifetime=${hours}h"),
                Setting.LIFETIME,
                Duration.ofHours(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"${host}", "${coatcheck.redis.url}"})
    void aPlaceholderThatStandsForNothingOrForItselfNamesTheKeyAndNoSecret(String placeholder) {
        application
                .withPropertyValues("coatcheck.redis.url=redis://u:s3cret@" + placeholder)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("coatcheck.redis.url")
                        .hasMessageNotContaining("s3cret"));
    }

    @Test
    void aProfileHasItsOwn() throws Exception {
        Files.writeString(directory.resolve("application-fast.properties"), "coatcheck.lifetime=1h");
        ApplicationContextRunner both = withFile("application.properties", "coatcheck.lifetime=2h");
        assertSet(both, Setting.LIFETIME, Duration.ofHours(2));
        assertSet(both.withPropertyValues("spring.profiles.active=fast"), Setting.LIFETIME, Duration.ofHours(1));
    }

    @Test
    void aListOfYamlIsTheTextWithCommas() throws Exception {
        assertSet(
                withFile(
                        "application.yaml",
                        "coatcheck:",
                        "  http-session:",
                        "    allow:",
                        "      - com.example.Cart",
                        "      - com.example.order.**"),
                HttpSessionSettings.ALLOW,
                List.of("com.example.Cart", "com.example.order.**"));
    }

    @Test
    void springsEnvironmentWinsOverTheFileThatIsReadWithoutSpring() {
        assertSet(application, Setting.COMPRESS_ABOVE, 3L << 10);
        assertSet(application.withPropertyValues("coatcheck.compress-above=4KB"), Setting.COMPRESS_ABOVE, 4L << 10);
        assertSet(application.withSystemProperties("coatcheck.compress-above=5KB"), Setting.COMPRESS_ABOVE, 5L << 10);
    }

    @ParameterizedTest
    @CsvSource({"PT1H, 3600000", "90s, 90000", "500ms, 500", "2d, 172800000"})
    void aDurationIsReadAsBootReadsIt(String text, long millis) {
        assertSet(
                application.withPropertyValues("coatcheck.lifetime=" + text),
                Setting.LIFETIME,
                Duration.ofMillis(millis));
    }

    @Test
    void aDurationWithoutAUnitIsRefusedAsItStandsForDifferentUnitsElsewhere() {
        assertRefused(
                application.withPropertyValues("coatcheck.lifetime=3600"), "coatcheck.lifetime is \"3600\"", "30m");
    }

    @Test
    void aTypoIsAFailedStartThatNamesTheKeyAndItsPlaceAndWhatWasMeant() throws Exception {
        assertRefused(
                withFile("application.properties", "", "coatcheck.lifetmie=2h"),
                "unknown key coatcheck.lifetmie",
                "application.properties",
                "2:20",
                "did you mean coatcheck.lifetime?");
        assertRefused(
                withFile("application.properties", "coatcheck.redis.pool.size=3"),
                "unknown key coatcheck.redis.pool.size");
    }

    @Test
    void aValueThatCannotBeIsAFailedStartThatNamesTheKeyAndItsPlace() throws Exception {
        assertRefused(
                withFile("application.properties", "coatcheck.store=memory", "coatcheck.cookie.secure=maybe"),
                "coatcheck.cookie.secure is \"maybe\"",
                "application.properties",
                "2:25",
                "true or false");
        assertRefused(
                withEnvironment("COATCHECK_LIFETIME", "soon"), "coatcheck.lifetime is \"soon\"", "COATCHECK_LIFETIME");
    }

    @Test
    void settingsThatContradictEachOtherAreBothNamedWithTheirPlaces() throws Exception {
        assertRefused(
                withFile("application.properties", "coatcheck.cookie.same-site=None", "coatcheck.cookie.secure=false"),
                "coatcheck.cookie.same-site is \"None\"",
                "1:28",
                "coatcheck.cookie.secure=true");
    }

    @Test
    void theDriverOfAStoreIsNamedWhereItIsMissing() {
        assertRefused(
                application.withPropertyValues("coatcheck.store=postgres"),
                "coatcheck.store is \"postgres\"",
                "no driver");
    }

    @Test
    void httpSessionIsOnCoatcheckUnlessThePropertySaysOtherwise() {
        assertSet(application, HttpSessionSettings.ENABLED, true);
        assertSet(
                application.withPropertyValues("coatcheck.http-session.enabled=false"),
                HttpSessionSettings.ENABLED,
                false);
    }
}
