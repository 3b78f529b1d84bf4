package dev.coatcheck;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One setting: its key, its default, and what its text may be. The constants are all that Coatcheck knows; a driver from
 * outside makes its own, under {@code coatcheck.NAME.}, where NAME is the driver's.
 *
 * @param <T> what the text stands for
 */
public final class Setting<T> {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    static final Duration LONGEST = Duration.ofDays(3660);

    /** Which driver: {@code memory}, {@code redis}, or another's name. */
    public static final Setting<String> STORE =
            text("coatcheck.store", "memory", "[a-z][a-z0-9-]*", "the name of a driver, such as memory or redis");

    /** How long a session lives after it was created. */
    public static final Setting<Duration> LIFETIME = duration("coatcheck.lifetime", "24h");

    /**
     * How long a session lives after it was last used, never past its lifetime: never shorter, and up to a tenth longer,
     * since the store is not told of each use. Instances that share sessions should agree on it: while they do not, a
     * session in use lives on, and one that is not ends by the timeout of the instance that used it last.
     */
    public static final Setting<Optional<Duration>> IDLE_TIMEOUT = optional(duration("coatcheck.idle-timeout", "none"));

    /** The largest JSON of one value, in bytes before compression. */
    public static final Setting<Long> MAX_VALUE_BYTES = bytes("coatcheck.max-value-bytes", "64MB", 1);

    /** JSON of more bytes than this is compressed. */
    public static final Setting<Long> COMPRESS_ABOVE = bytes("coatcheck.compress-above", "8KB", 0);

    /**
     * The memory for decoded values that are kept to be read again, in bytes; 0 to keep none. By default a sixteenth of
     * the heap, at most 64 MB. A value larger than that is not kept, and none that nobody reads for a minute.
     */
    public static final Setting<Long> HOT_MAX_BYTES = bytes(
            "coatcheck.hot.max-bytes",
            Long.toString(Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16)),
            0);

    /** How long after it was last compared with the store a kept value may be given out without asking again. */
    public static final Setting<Duration> HOT_MAX_STALENESS = new Setting<>(
            "coatcheck.hot.max-staleness",
            "0s",
            "a time up to 1h, such as 0s, 200ms or 5s",
            text -> Quantities.duration(text)
                    .filter(time -> !time.isNegative() && time.compareTo(Duration.ofHours(1)) <= 0));

    /** The memory for sessions, in bytes; by default a quarter of the heap. Memory store only. */
    public static final Setting<Long> MEMORY_MAX_BYTES = bytes(
            "coatcheck.memory.max-bytes", Long.toString(Runtime.getRuntime().maxMemory() / 4), 1);

    /** What happens when that memory is full: {@code reject} or {@code evict}. Memory store only. */
    public static final Setting<String> MEMORY_WHEN_FULL =
            text("coatcheck.memory.when-full", "reject", "reject|evict", "reject or evict");

    /** Where Redis is. */
    public static final Setting<String> REDIS_URL = text(
            "coatcheck.redis.url",
            "redis://localhost:6379",
            "(?i)[a-z][a-z-]*://\\S+",
            "a URL such as redis://user:password@host:6379/0, redis-sentinel://host:26379/0?master=NAME or"
                    + " redis-cluster://host:6379; rediss instead of redis for TLS");

    /** What the keys in Redis begin with. */
    public static final Setting<String> REDIS_PREFIX = text(
            "coatcheck.redis.prefix",
            "coatcheck",
            "[A-Za-z0-9._:-]{1,64}",
            "1 to 64 characters of A-Z a-z 0-9 . _ : -");

    /**
     * How long a question to Redis is tried again where an error may pass; it ends within twice that time, also one that
     * transfers a large value.
     */
    public static final Setting<Duration> REDIS_TIMEOUT = duration(
            "coatcheck.redis.timeout", "2s", Duration.ofHours(1), "a time from 1ms to 1h, such as 500ms or 2s");

    /** The number of connections to one Redis server. */
    public static final Setting<Integer> REDIS_POOL_SIZE = integer("coatcheck.redis.pool-size", "16", 1, 10_000);

    /** Whether a Redis server that does not answer, or is too old, is an error at start. */
    public static final Setting<Boolean> REDIS_FAIL_FAST =
            new Setting<>("coatcheck.redis.fail-fast", "false", "true or false", Setting::parseBoolean);

    /** Whose certificates of Redis servers are trusted; without it, those that the JVM trusts. */
    public static final Setting<Optional<String>> REDIS_TLS_TRUST_STORE =
            optional(text("coatcheck.redis.tls.trust-store", "none", ".+", "the path of a PKCS12 or JKS file"));

    /** What opens that file. */
    public static final Setting<Optional<String>> REDIS_TLS_TRUST_STORE_PASSWORD =
            optional(text("coatcheck.redis.tls.trust-store-password", "none", ".+", "a password"));

    /** The certificate, with its key, that servers are shown which ask for one. */
    public static final Setting<Optional<String>> REDIS_TLS_KEY_STORE =
            optional(text("coatcheck.redis.tls.key-store", "none", ".+", "the path of a PKCS12 or JKS file"));

    /** What opens that file and the key in it. */
    public static final Setting<Optional<String>> REDIS_TLS_KEY_STORE_PASSWORD =
            optional(text("coatcheck.redis.tls.key-store-password", "none", ".+", "a password"));

    /** Whether a server's certificate must be for the host that was called. */
    public static final Setting<Boolean> REDIS_TLS_VERIFY_HOST =
            new Setting<>("coatcheck.redis.tls.verify-host", "true", "true or false", Setting::parseBoolean);

    /** The cookie's name. */
    public static final Setting<Optional<String>> COOKIE_NAME = optional(text(
            "coatcheck.cookie.name",
            "none",
            "[!#$%&'*+.^_`|~A-Za-z0-9-]{1,100}",
            "1 to 100 characters of an RFC 6265 cookie name"));

    /** Whether the cookie travels over HTTPS only. */
    public static final Setting<Boolean> COOKIE_SECURE =
            new Setting<>("coatcheck.cookie.secure", "true", "true or false", Setting::parseBoolean);

    /** The cookie's SameSite attribute. */
    public static final Setting<String> COOKIE_SAME_SITE =
            text("coatcheck.cookie.same-site", "Lax", "Strict|Lax|None", "Strict, Lax or None");

    /** Whether a request that another site's page sent may begin, renew or end a session: {@code refuse} or {@code allow}. */
    public static final Setting<String> COOKIE_CROSS_SITE =
            text("coatcheck.cookie.cross-site", "refuse", "refuse|allow", "refuse or allow");

    /** The cookie's path. */
    public static final Setting<String> COOKIE_PATH =
            text("coatcheck.cookie.path", "/", "/[!-:<-~]*", "a path that begins with / and has no semicolon or space");

    /** How long the browser keeps the cookie; without it, until the browser is closed. */
    public static final Setting<Optional<Duration>> COOKIE_MAX_AGE =
            optional(duration("coatcheck.cookie.max-age", "none"));

    static final List<Setting<?>> ALL = List.of(
            STORE,
            LIFETIME,
            IDLE_TIMEOUT,
            MAX_VALUE_BYTES,
            COMPRESS_ABOVE,
            HOT_MAX_BYTES,
            HOT_MAX_STALENESS,
            MEMORY_MAX_BYTES,
            MEMORY_WHEN_FULL,
            REDIS_URL,
            REDIS_PREFIX,
            REDIS_TIMEOUT,
            REDIS_POOL_SIZE,
            REDIS_FAIL_FAST,
            REDIS_TLS_TRUST_STORE,
            REDIS_TLS_TRUST_STORE_PASSWORD,
            REDIS_TLS_KEY_STORE,
            REDIS_TLS_KEY_STORE_PASSWORD,
            REDIS_TLS_VERIFY_HOST,
            COOKIE_NAME,
            COOKIE_SECURE,
            COOKIE_SAME_SITE,
            COOKIE_CROSS_SITE,
            COOKIE_PATH,
            COOKIE_MAX_AGE);

    private final String key;
    private final String defaultText;
    private final String expected;
    private final Function<String, Optional<T>> parser;

    private Setting(String key, String defaultText, String expected, Function<String, Optional<T>> parser) {
        this.key = key;
        this.defaultText = defaultText;
        this.expected = expected;
        this.parser = parser;
    }

    /**
     * A setting whose text is taken as it is.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @param pattern the regular expression that the whole text matches
     * @param expected the same in words, for the error
     * @return the setting
     */
    public static Setting<String> text(String key, String defaultText, String pattern, String expected) {
        return new Setting<>(
                key, defaultText, expected, text -> text.matches(pattern) ? Optional.of(text) : Optional.empty());
    }

    /**
     * A setting for a length of time: {@code 500ms}, {@code 15s}, {@code 30m}, {@code 24h}, {@code 7d}, or ISO 8601.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @return the setting
     */
    public static Setting<Duration> duration(String key, String defaultText) {
        return duration(
                key, defaultText, LONGEST, "a time from 1ms to 3660d, such as 500ms, 15s, 30m, 24h, 7d or PT24H");
    }

    private static Setting<Duration> duration(String key, String defaultText, Duration longest, String expected) {
        return new Setting<>(
                key,
                defaultText,
                expected,
                text -> Quantities.duration(text)
                        .filter(time -> time.compareTo(SHORTEST) >= 0 && time.compareTo(longest) <= 0));
    }

    /**
     * A setting for a number of bytes: {@code 512}, {@code 8KB}, {@code 64MB}, {@code 2GB}; a KB is 1,024 bytes.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @param least the least number of bytes
     * @return the setting
     */
    public static Setting<Long> bytes(String key, String defaultText, long least) {
        return new Setting<>(
                key,
                defaultText,
                "a number of bytes from " + least + ", such as 512, 8KB, 64MB or 2GB",
                text -> Quantities.bytes(text).filter(bytes -> bytes >= least));
    }

    /**
     * A setting for a whole number.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @param least the least number
     * @param most the greatest number
     * @return the setting
     */
    public static Setting<Integer> integer(String key, String defaultText, int least, int most) {
        return new Setting<>(
                key,
                defaultText,
                "a whole number from " + least + " to " + most,
                text -> Quantities.integer(text).filter(number -> number >= least && number <= most));
    }

    private static <T> Setting<Optional<T>> optional(Setting<T> setting) {
        return new Setting<>(
                setting.key,
                setting.defaultText,
                setting.expected + ", or none",
                text -> text.equals("none")
                        ? Optional.of(Optional.empty())
                        : setting.parser.apply(text).flatMap(value -> Optional.of(Optional.of(value))));
    }

    private static Optional<Boolean> parseBoolean(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /**
     * The full key, such as {@code coatcheck.lifetime}.
     *
     * @return the key
     */
    public String key() {
        return key;
    }

    String defaultText() {
        return defaultText;
    }

    T parse(String text) {
        return parser.apply(text.strip())
                .orElseThrow(() -> new ConfigurationException(key + unusable(text) + "; it takes " + expected));
    }

    private String unusable(String text) {
        return CoatcheckConfig.mayHoldPassword(key)
                ? " cannot be used (and is not shown, for the password that it may hold)"
                : " is \"" + CoatcheckConfig.withoutPassword(text) + "\"";
    }

    /** {@code COATCHECK_REDIS_URL} for {@code coatcheck.redis.url}. */
    String environmentName() {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    @Override
    public String toString() {
        return key;
    }
}
