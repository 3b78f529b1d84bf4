package dev.coatcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What a driver, or another module, declares is as good as what Coatcheck knows by itself. */
class DriverSettingsTest {
    private static final Setting<String> URL =
            Setting.text("coatcheck.jdbc.url", "jdbc:h2:mem:sessions", "jdbc:\\S+", "a URL that begins with jdbc:");
    private static final Setting<Boolean> CREATE_TABLES = Setting.bool("coatcheck.jdbc.create-tables", "true");
    private static final Setting<Optional<String>> USER =
            Setting.text("coatcheck.jdbc.user", "none", "\\w+", "a name").optional();
    private static final Setting<Optional<String>> PIN = Setting.text(
                    "coatcheck.jdbc.pin", "none", "[0-9]{4}", "four digits")
            .optional()
            .secret();
    private static final Setting<Duration> TIMEOUT =
            Setting.duration("coatcheck.jdbc.timeout", "2s", Duration.ofMinutes(90));
    private static final DeclaredSettings DECLARED = new DeclaredSettings(List.of(new Jdbc()));

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(CoatcheckConfig.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** What a module outside declares. */
    private static final class Jdbc implements SettingsProvider {
        @Override
        public String name() {
            return "jdbc";
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(URL, CREATE_TABLES, USER, PIN, TIMEOUT);
        }

        @Override
        public void check(CoatcheckConfig config) {
            if (config.get(PIN).isPresent() && config.get(USER).isEmpty()) {
                throw new ConfigurationException("coatcheck.jdbc.pin is set without coatcheck.jdbc.user");
            }
        }
    }

    private record Declaring(String name, List<Setting<?>> settings) implements SettingsProvider {}

    @BeforeEach
    void listen() {
        log.start();
        LOG.setAdditive(false);
        LOG.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        LOG.detachAppender(log);
        LOG.setAdditive(true);
    }

    private static CoatcheckConfig of(String... keysAndTexts) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < keysAndTexts.length; i += 2) {
            settings.put(keysAndTexts[i], keysAndTexts[i + 1]);
        }
        return CoatcheckConfig.of(settings, DECLARED);
    }

    @Test
    void whatIsNotSetIsAsTheDriverSays() {
        CoatcheckConfig config = of();
        assertThat(config.get(URL)).isEqualTo("jdbc:h2:mem:sessions");
        assertThat(config.get(CREATE_TABLES)).isTrue();
        assertThat(config.get(USER)).isEmpty();
        assertThat(config.get(PIN)).isEmpty();
        assertThat(config.get(TIMEOUT)).isEqualTo(Duration.ofSeconds(2)).isEqualTo(TIMEOUT.defaultValue());
    }

    @Test
    void whatIsSetIsTakenWhateverTheStore() {
        CoatcheckConfig config = of(
                "coatcheck.jdbc.url", "jdbc:pg://db",
                "coatcheck.jdbc.create-tables", "false",
                "coatcheck.jdbc.user", "me",
                "coatcheck.jdbc.pin", "none",
                "coatcheck.jdbc.timeout", "1h");
        assertThat(config.get(Setting.STORE)).isEqualTo("memory");
        assertThat(config.get(URL)).isEqualTo("jdbc:pg://db");
        assertThat(config.get(CREATE_TABLES)).isFalse();
        assertThat(config.get(USER)).contains("me");
        assertThat(config.get(PIN)).isEmpty();
        assertThat(config.get(TIMEOUT)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void theEnvironmentIsReadByItsOwnNames() {
        Map<String, String> variables = new HashMap<>(
                Map.of("COATCHECK_JDBC_URL", "jdbc:x", "COATCHECK_MAX_VALUE_BYTES", "1MB", "PATH", "/bin"));
        assertThat(CoatcheckConfig.environment(variables, DECLARED))
                .containsOnly(Map.entry("coatcheck.jdbc.url", "jdbc:x"), Map.entry("coatcheck.max-value-bytes", "1MB"));
        assertThat(log.list).isEmpty();
        // a Kubernetes service named coatcheck sets these
        variables.put("COATCHECK_PORT_6379_TCP", "tcp://10.0.0.1:6379");
        assertThat(CoatcheckConfig.environment(variables, DECLARED)).hasSize(2);
        assertThat(log.list)
                .singleElement()
                .asString()
                .contains("COATCHECK_PORT_6379_TCP")
                .doesNotContain("10.0.0.1", "did you mean");
    }

    @Test
    void aMistypedVariableIsWarnedOfWithTheRightOne() {
        Map<String, String> variables = Map.of("COATCHECK_JDBC_ULR", "jdbc:x", "COATCHECK_JDBC_CREATETABLES", "false");
        assertThat(CoatcheckConfig.environment(variables, DECLARED)).isEmpty();
        assertThat(log.list)
                .singleElement()
                .asString()
                .contains(
                        "COATCHECK_JDBC_ULR (did you mean COATCHECK_JDBC_URL?)",
                        "COATCHECK_JDBC_CREATETABLES (did you mean COATCHECK_JDBC_CREATE_TABLES?)");
    }

    @Test
    void aVariableOfADriverThatIsNotThereIsWarnedOfWithWhatIsMissing() {
        assertThat(CoatcheckConfig.environment(Map.of("COATCHECK_REDIS_URL", "redis://cache"), DECLARED))
                .isEmpty();
        assertThat(log.list)
                .singleElement()
                .asString()
                .contains("COATCHECK_REDIS_URL (dev.coatcheck:coatcheck-redis, which has such settings, is not on the"
                        + " class path)");
    }

    @ParameterizedTest
    @CsvSource({
        "coatcheck.jdbc.ulr,coatcheck.jdbc.url",
        "coatcheck.jdbc.uri,coatcheck.jdbc.url",
        "coatcheck.jbdc.url,coatcheck.jdbc.url",
        "coatcheck.jdbc.create-table,coatcheck.jdbc.create-tables",
        "coatcheck.jdbc.create_tables,coatcheck.jdbc.create-tables",
        "coatcheck.jdbcurl,coatcheck.jdbc.url",
        "coatcheck.lifetme,coatcheck.lifetime",
        "coatcheck.hot.max-byte,coatcheck.hot.max-bytes",
        "coatcheck.Store,coatcheck.store"
    })
    void aMistypedKeyIsNamedWithTheNearestRightOne(String key, String meant) {
        assertThatThrownBy(() -> of(key, "jdbc:x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("unknown key " + key + "; did you mean " + meant + "?")
                .hasMessageContaining("coatcheck.jdbc.timeout");
    }

    @Test
    void aKeyThatComesNearNoneIsNamedWithThoseThereAre() {
        assertThatThrownBy(() -> of("coatcheck.jdbc.isolation-level", "x"))
                .hasMessageStartingWith("unknown key coatcheck.jdbc.isolation-level; the keys are [")
                .hasMessageContaining("coatcheck.jdbc.create-tables");
    }

    @Test
    void aKeyOfADriverThatIsNotThereSaysWhatToDo() {
        assertThatThrownBy(() -> of("coatcheck.mongo.database", "x"))
                .hasMessageContainingAll(
                        "coatcheck.mongo.database",
                        "if mongo is a driver, it is not on the class path: add it, or remove the key");
        assertThatThrownBy(() -> of("coatcheck.redis.url", "redis://cache"))
                .hasMessage("coatcheck.redis.url is a setting of dev.coatcheck:coatcheck-redis, which is not on the"
                        + " class path; add it, or remove the key");
        assertThatThrownBy(() -> of("coatcheck.cookie.name", "x")).hasMessageContaining("coatcheck-servlet");
        assertThatThrownBy(() -> of("coatcheck.http-session.enabled", "true"))
                .hasMessageContaining("coatcheck-servlet");
        assertThatThrownBy(() -> of("coatcheck.spring.security.enabled", "false"))
                .hasMessageContaining("coatcheck-spring-boot-starter");
    }

    @ParameterizedTest
    @CsvSource({
        "coatcheck.jdbc.create-tables,yes,true or false",
        "coatcheck.jdbc.user,a b,'a name, or none'",
        "coatcheck.jdbc.timeout,2h,a time from 1ms to 90m"
    })
    void anImpossibleValueIsNamedWithWhatWouldBeRight(String key, String text, String right) {
        assertThatThrownBy(() -> of(key, text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(key + " is \"" + text + "\"; it takes " + right);
    }

    @Test
    void settingsThatDoNotGoTogetherAreRefusedByTheDriver() {
        assertThatThrownBy(() -> of("coatcheck.jdbc.pin", "1234"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("coatcheck.jdbc.pin is set without coatcheck.jdbc.user");
    }

    @Test
    void aSecretIsShownNowhere() {
        assertThat(of("coatcheck.jdbc.pin", "4711", "coatcheck.jdbc.user", "me").toString())
                .isEqualTo("CoatcheckConfig[coatcheck.jdbc.pin=***, coatcheck.jdbc.user=me]");
        assertThatThrownBy(() -> of("coatcheck.jdbc.pin", "47110"))
                .hasMessageContainingAll("coatcheck.jdbc.pin", "it takes four digits, or none")
                .hasMessageNotContaining("4711");
    }

    @Test
    void aPasswordInAUrlIsShownNowhere() {
        assertThat(of("coatcheck.jdbc.url", "jdbc:pg://me:s3cret@db/sessions").toString())
                .doesNotContain("s3cret");
        assertThat(of("coatcheck.jdbc.url", "jdbc:pg://db/sessions?password=s3cret")
                        .toString())
                .doesNotContain("s3cret");
        assertThatThrownBy(() -> of("coatcheck.jdbc.url", "pg://db?password=s3cret"))
                .hasMessageContaining("it takes a URL that begins with jdbc:")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void whatNobodyHasDeclaredIsShownByItsKeyAlone() {
        CoatcheckConfig config = of("coatcheck.store", "disk", "coatcheck.disk.key", "s3cret");
        assertThat(config.toString()).isEqualTo("CoatcheckConfig[coatcheck.disk.key=***, coatcheck.store=disk]");
    }

    @Test
    void aDriverDeclaresItsOwnKeysAlone() {
        assertThatThrownBy(() -> new DeclaredSettings(
                        List.of(new Declaring("disk", List.of(Setting.bool("coatcheck.lifetime", "true"))))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("declares coatcheck.lifetime; its keys begin with coatcheck.disk.");
        assertThatThrownBy(() -> new DeclaredSettings(List.of(
                        new Declaring("disk", List.of(Setting.bool("coatcheck.disk.sync", "true"))),
                        new Declaring("disk", List.of(Setting.bool("coatcheck.disk.sync", "true"))))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("two modules on the class path declare coatcheck.disk.sync");
    }
}
