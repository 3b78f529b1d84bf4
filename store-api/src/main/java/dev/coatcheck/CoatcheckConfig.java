package dev.coatcheck;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All settings, checked. Immutable. {@link Setting} has the keys.
 *
 * <p>{@link #load()} and {@link #builder()} look, for each key, at the builder, then the system property of that name,
 * then the environment ({@code COATCHECK_REDIS_URL} for {@code coatcheck.redis.url}), then {@code coatcheck.properties}
 * on the class path, then the default. {@link #of} and {@link #from} take what they are given and the defaults, nothing
 * else.
 *
 * <p>An unknown {@code coatcheck.} key is an error, except in the environment, where others (a service of that name in
 * Kubernetes, for one) put variables too: there it is a warning.
 */
public final class CoatcheckConfig {
    private static final Logger LOG = LoggerFactory.getLogger(CoatcheckConfig.class);
    private static final String PREFIX = "coatcheck.";
    private static final String ENVIRONMENT_PREFIX = "COATCHECK_";
    private static final String FILE = "coatcheck.properties";
    private static final String HIDDEN = "***";
    private static final Pattern PASSWORD_KEY = Pattern.compile("(?i)passw|secret|token");
    private static final Pattern URL_KEY = Pattern.compile("(?i)ur[li]");

    private static final String HOST = "(?:[A-Za-z0-9._-]++|\\[[0-9A-Fa-f:.]++])(?::[0-9]{1,5}+)?";

    /** Scheme, login, hosts with their ports and a number as path, parameters. */
    private static final Pattern PLAIN_URL = Pattern.compile("((?i:[a-z][a-z+.-]*+)://)([^@/?#\\s]*+@)?(" + HOST
            + "(?:," + HOST + ")*+(?:/[0-9]{0,5})?)(\\?[^@#\\s]*+)?");

    /** Up to where a URL begins to tell, in a text that may hold more. */
    private static final Pattern SCHEME = Pattern.compile("^[^@]*?:/+");

    private static final Map<String, Setting<?>> KNOWN =
            Setting.ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::key, setting -> setting));

    private final Map<String, String> texts;
    private final Map<String, Object> values = new HashMap<>();

    private CoatcheckConfig(Map<String, String> texts) {
        this.texts = Map.copyOf(texts);
        Setting.ALL.forEach(setting -> values.put(setting.key(), parse(setting)));
        texts.keySet().forEach(this::requireKnown);
        requireCookieRules();
    }

    private <T> T parse(Setting<T> setting) {
        return setting.parse(texts.getOrDefault(setting.key(), setting.defaultText()));
    }

    private void requireKnown(String key) {
        String store = get(Setting.STORE);
        boolean ofOtherDriver = key.startsWith(PREFIX + store + ".")
                && KNOWN.keySet().stream().noneMatch(known -> known.startsWith(PREFIX + store + "."));
        if (!KNOWN.containsKey(key) && !ofOtherDriver) {
            throw new ConfigurationException("unknown key " + key + "; the keys are " + new TreeMap<>(KNOWN).keySet()
                    + ", and those of the driver that coatcheck.store names");
        }
    }

    /**
     * RFC 6265bis, sections 4.1.3 and 5.7: browsers drop a cookie that breaks one of these, however its prefix is written.
     * {@code __Http-} is younger than that text; it asks for HttpOnly as well, which this cookie always is.
     */
    private void requireCookieRules() {
        String name = cookieName();
        String prefixed = name.toLowerCase(Locale.ROOT);
        boolean secure = get(Setting.COOKIE_SECURE);
        if (prefixed.startsWith("__host-")
                && !(secure && get(Setting.COOKIE_PATH).equals("/"))) {
            throw new ConfigurationException("coatcheck.cookie.name is \"" + name + "\"; browsers take a __Host- cookie"
                    + " only with coatcheck.cookie.secure=true and coatcheck.cookie.path=/");
        }
        if ((prefixed.startsWith("__secure-") || prefixed.startsWith("__http-")) && !secure) {
            throw new ConfigurationException("coatcheck.cookie.name is \"" + name
                    + "\"; browsers take a cookie of that prefix only with coatcheck.cookie.secure=true");
        }
        if (get(Setting.COOKIE_SAME_SITE).equals("None") && !secure) {
            throw new ConfigurationException("coatcheck.cookie.same-site is \"None\"; browsers take such a cookie"
                    + " only with coatcheck.cookie.secure=true");
        }
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
     * @param settings texts by full key; keys that do not begin with {@code coatcheck.} are left aside
     * @return the checked configuration
     * @throws ConfigurationException naming the key, the value and what would be right
     */
    public static CoatcheckConfig of(Map<String, String> settings) {
        Map<String, String> own = new HashMap<>();
        settings.forEach((key, text) -> {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(text, key);
            if (key.startsWith(PREFIX)) {
                own.put(key, text);
            }
        });
        return new CoatcheckConfig(own);
    }

    /**
     * A configuration of these settings and the defaults.
     *
     * @param settings texts by full key; keys that do not begin with {@code coatcheck.} are left aside
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
     * A builder over the configuration of this process.
     *
     * @return a builder with nothing set
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Sets what shall win over all other sources. Not thread-safe. */
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
            Map<String, String> all = new HashMap<>(classPathFile());
            all.putAll(environment(System.getenv()));
            all.putAll(texts(System.getProperties()));
            all.keySet().removeIf(key -> !key.startsWith(PREFIX));
            all.putAll(texts);
            return new CoatcheckConfig(all);
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

    static Map<String, String> environment(Map<String, String> variables) {
        Map<String, String> settings = new HashMap<>();
        Map<String, String> unknown = new TreeMap<>(variables);
        unknown.keySet().removeIf(name -> !name.startsWith(ENVIRONMENT_PREFIX));
        for (Setting<?> setting : Setting.ALL) {
            String text = unknown.remove(setting.environmentName());
            if (text != null) {
                settings.put(setting.key(), text);
            }
        }
        if (!unknown.isEmpty()) {
            LOG.warn(
                    "These environment variables are no settings of Coatcheck and are left aside: {}",
                    unknown.keySet());
        }
        return settings;
    }

    /**
     * The value of a setting.
     *
     * @param setting one of the constants, or a driver's own
     * @param <T> its type
     * @return the value, or the setting's default
     * @throws ConfigurationException if it is a driver's own and its text is not what it takes
     */
    public <T> T get(Setting<T> setting) {
        Object known = values.get(setting.key());
        if (known == null) {
            return parse(setting);
        }
        @SuppressWarnings("unchecked") // put there under this setting's key, by its own parser
        T value = (T) known;
        return value;
    }

    /**
     * The cookie's name: the configured one, or with the strictest prefix that browsers allow it (OWASP ASVS 5.0, 3.3.1
     * and 3.3.3): {@code __Host-coatcheck}, {@code __Secure-coatcheck} where the path is not {@code /}, {@code
     * coatcheck} where the cookie is not secure.
     *
     * @return the name
     */
    public String cookieName() {
        Optional<String> configured = get(Setting.COOKIE_NAME);
        String prefix = get(Setting.COOKIE_PATH).equals("/") ? "__Host-" : "__Secure-";
        return configured.orElse((get(Setting.COOKIE_SECURE) ? prefix : "") + "coatcheck");
    }

    /** What is not as by default; passwords are hidden. */
    @Override
    public String toString() {
        return new TreeMap<>(texts)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + shown(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(", ", "CoatcheckConfig[", "]"));
    }

    private static String shown(String key, String text) {
        return PASSWORD_KEY.matcher(key).find() ? HIDDEN : withoutPassword(text);
    }

    /** Whether a text under this key, when it is not what it should be, may be or hold a password. */
    static boolean mayHoldPassword(String key) {
        return PASSWORD_KEY.matcher(key).find() || URL_KEY.matcher(key).find();
    }

    /**
     * A text as it may be shown: of a URL its scheme, hosts and path, where it has these and nothing else but a login
     * and parameters, which are hidden; of another URL, or what may be one, all is hidden behind the scheme, since what
     * is not understood may be a password. So is what follows a word like password.
     *
     * @param text a setting's text
     * @return the text without secrets
     */
    public static String withoutPassword(String text) {
        Matcher url = PLAIN_URL.matcher(text);
        if (url.matches()) {
            return url.group(1)
                    + (url.group(2) == null ? "" : HIDDEN + "@")
                    + url.group(3)
                    + (url.group(4) == null ? "" : "?" + HIDDEN);
        }
        Matcher scheme = SCHEME.matcher(text);
        if (scheme.find()) {
            return scheme.group() + HIDDEN;
        }
        return text.indexOf('@') >= 0 ? HIDDEN : text.replaceAll("(?is)(passw[a-z]*|secret|token)=.*", "$1=" + HIDDEN);
    }
}
