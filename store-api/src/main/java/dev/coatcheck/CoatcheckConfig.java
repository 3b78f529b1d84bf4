package dev.coatcheck;

import dev.coatcheck.internal.config.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All settings, checked. {@link Setting} has those of every store; the drivers and the other modules on the class path
 * add their own. Immutable.
 *
 * <p>{@link #load()} and {@link #builder()} take each setting from the first of these that has it: the builder, the
 * system property of that name, the environment ({@code COATCHECK_REDIS_URL} for {@code coatcheck.redis.url}), {@code
 * coatcheck.properties} on the class path, the default. {@link #of} and {@link #from} use only what they are given, and
 * the defaults.
 *
 * <p>An unknown {@code coatcheck.} key is an error, and so is a key of a module that is not on the class path. In the
 * environment they are a warning, since others set variables there too (Kubernetes does for a service named {@code
 * coatcheck}).
 */
public final class CoatcheckConfig {
    private static final Logger LOG = LoggerFactory.getLogger(CoatcheckConfig.class);
    private static final String ENVIRONMENT_PREFIX = "COATCHECK_";
    private static final String FILE = "coatcheck.properties";

    private final DeclaredSettings declared;
    private final NavigableMap<String, String> texts;
    private final Map<Setting<?>, Object> values = new HashMap<>();

    private CoatcheckConfig(Map<String, String> texts, DeclaredSettings declared) {
        this.declared = declared;
        this.texts = new TreeMap<>(texts);
        declared.all().forEach(setting -> values.put(setting, parse(setting)));
        texts.keySet().forEach(key -> declared.requireKnown(key, get(Setting.STORE)));
        declared.check(this);
        checkIdleTimeouts();
    }

    private void checkIdleTimeouts() {
        Optional<Duration> most = get(Setting.MAX_IDLE_TIMEOUT);
        Optional<Duration> usual = get(Setting.IDLE_TIMEOUT);
        if (most.isPresent() && usual.isPresent() && usual.get().compareTo(most.get()) > 0) {
            throw new ConfigurationException(Setting.MAX_IDLE_TIMEOUT.key() + " is \""
                    + texts.get(Setting.MAX_IDLE_TIMEOUT.key()) + "\"; it takes a time that is not shorter than "
                    + Setting.IDLE_TIMEOUT.key() + ", which is \"" + texts.get(Setting.IDLE_TIMEOUT.key()) + "\"");
        }
    }

    private <T> T parse(Setting<T> setting) {
        String text = texts.get(setting.key());
        return text == null ? setting.defaultValue() : setting.parse(text);
    }

    /**
     * The configuration of this process.
     *
     * @return system properties over environment over {@code coatcheck.properties} over defaults
     * @throws ConfigurationException naming the key, the value and what would be right
     */
    public static CoatcheckConfig load() {
        return builder().build();
    }

    /**
     * A configuration of these settings and the defaults.
     *
     * @param settings texts by full key; keys that do not begin with {@code coatcheck.} are ignored
     * @return the checked configuration
     * @throws ConfigurationException naming the key, the value and what would be right
     */
    public static CoatcheckConfig of(Map<String, String> settings) {
        return of(settings, DeclaredSettings.find());
    }

    static CoatcheckConfig of(Map<String, String> settings, DeclaredSettings declared) {
        Map<String, String> own = new HashMap<>();
        settings.forEach((key, text) -> {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(text, key);
            if (key.startsWith(DeclaredSettings.PREFIX)) {
                own.put(key, text);
            }
        });
        return new CoatcheckConfig(own, declared);
    }

    /**
     * A configuration of these settings and the defaults.
     *
     * @param settings texts by full key; keys that do not begin with {@code coatcheck.} are ignored
     * @return the checked configuration
     * @throws ConfigurationException naming the key, the value and what would be right
     */
    public static CoatcheckConfig from(Properties settings) {
        return of(texts(settings));
    }

    private static Map<String, String> texts(Properties properties) {
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    /**
     * The settings that there are: those of every store, and those that the modules on the class path declare. For who
     * takes settings from a source of his own, as a framework's integration does.
     *
     * @return an unmodifiable list, sorted by key
     */
    public static List<Setting<?>> settings() {
        return List.copyOf(DeclaredSettings.find().all());
    }

    /**
     * A builder over the configuration of this process.
     *
     * @return a builder with nothing set
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Sets what comes before all other sources. Not thread-safe. */
    public static final class Builder {
        private final Map<String, String> texts = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Sets one key.
         *
         * @param key the full key, such as {@code coatcheck.lifetime}
         * @param text its value as text, such as {@code 24h}
         * @return this builder
         */
        public Builder set(String key, String text) {
            texts.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(text, "text"));
            return this;
        }

        /**
         * Checks all settings.
         *
         * @return the configuration
         * @throws ConfigurationException naming the key, the value and what would be right
         */
        public CoatcheckConfig build() {
            DeclaredSettings declared = DeclaredSettings.find();
            Map<String, String> all = new HashMap<>(classPathFile());
            all.putAll(environment(System.getenv(), declared));
            all.putAll(texts(System.getProperties()));
            all.keySet().removeIf(key -> !key.startsWith(DeclaredSettings.PREFIX));
            all.putAll(texts);
            return new CoatcheckConfig(all, declared);
        }
    }

    private static Map<String, String> classPathFile() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? CoatcheckConfig.class.getClassLoader() : context;
        try (InputStream file = loader.getResourceAsStream(FILE)) {
            if (file == null) {
                return Map.of();
            }
            Properties properties = new Properties();
            try (Reader text = new InputStreamReader(file, StandardCharsets.UTF_8)) {
                properties.load(text);
            }
            return texts(properties);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(FILE + " on the class path cannot be read as a properties file", e);
        }
    }

    static Map<String, String> environment(Map<String, String> variables, DeclaredSettings declared) {
        Map<String, String> settings = new HashMap<>();
        Map<String, String> unknown = new TreeMap<>(variables);
        unknown.keySet().removeIf(name -> !name.startsWith(ENVIRONMENT_PREFIX));
        for (Setting<?> setting : declared.all()) {
            String text = unknown.remove(setting.environmentName());
            if (text != null) {
                settings.put(setting.key(), text);
            }
        }
        if (!unknown.isEmpty()) {
            LOG.warn(
                    "These environment variables are no settings of Coatcheck and are left aside: {}",
                    unknown.keySet().stream()
                            .map(name -> name + hint(name, declared))
                            .toList());
        }
        return settings;
    }

    private static String hint(String variable, DeclaredSettings declared) {
        String key = variable.toLowerCase(Locale.ROOT).replace('_', '.');
        String meant = declared.nearest(key)
                .flatMap(declared::find)
                .map(setting -> " (did you mean " + setting.environmentName() + "?)")
                .orElse("");
        return declared.absentModule(key)
                .map(module -> " (" + module + ", which has such settings, is not on the class path)")
                .orElse(meant);
    }

    /**
     * The value of a setting.
     *
     * @param setting one of the constants, or a driver's own
     * @param <T> its type
     * @return the value, or the setting's default
     * @throws ConfigurationException if no module has declared this setting, and it does not take the text that is set
     */
    public <T> T get(Setting<T> setting) {
        Object known = values.get(setting);
        if (known == null) {
            return parse(setting);
        }
        @SuppressWarnings("unchecked") // put there under this setting, by its own parser
        T value = (T) known;
        return value;
    }

    /** Whether any source has it, be it the same as the default. */
    boolean isSet(String key) {
        return texts.containsKey(key);
    }

    /** Refuses what is set here otherwise than there, but for the choice of a store and what belongs to a driver. */
    void requireStoreAlone(CoatcheckConfig other) {
        for (Setting<?> setting : declared.ofSessions()) {
            String text = texts.get(setting.key());
            if (text != null && !get(setting).equals(other.get(setting))) {
                throw new ConfigurationException(setting + " is " + shown(setting.key(), text)
                        + " for the store to move to, and sessions were opened with another; a move changes the store"
                        + " and nothing else: leave it out, or restart with it");
            }
        }
    }

    /** What is set; secrets are hidden, and so is the text of a key that no module has declared. */
    @Override
    public String toString() {
        return texts.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + shown(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ", "CoatcheckConfig[", "]"));
    }

    private String shown(String key, String text) {
        return declared.find(key).map(setting -> setting.shown(text)).orElse(Redaction.HIDDEN);
    }

    /**
     * A text without what may be a password. Of a URL in the usual form, the login and the parameters are hidden. Of a
     * URL in any other form, everything after the scheme is hidden. So is what follows a word such as {@code password}.
     *
     * @param text a setting's text
     * @return a text that may be logged
     */
    public static String withoutPassword(String text) {
        return Redaction.withoutPassword(text);
    }
}
