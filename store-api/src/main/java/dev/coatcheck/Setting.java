package dev.coatcheck;

import dev.coatcheck.internal.config.Redaction;
import dev.coatcheck.internal.config.Units;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A setting: its key, its default, and which texts it takes. The constants here hold for every store. Drivers and other
 * modules make settings of their own, with keys that begin with {@code coatcheck.NAME.}, and declare them with a {@link
 * SettingsProvider}:
 *
 * <pre>{@code
 * static final Setting<Duration> TIMEOUT = Setting.duration("coatcheck.jdbc.timeout", "2s");
 * static final Setting<Boolean> TLS = Setting.bool("coatcheck.jdbc.tls", "true");
 * static final Setting<Optional<String>> PIN =
 *         Setting.text("coatcheck.jdbc.pin", "none", "[0-9]{4}", "four digits").optional().secret();
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param <T> the type of its value
 */
public final class Setting<T> {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    static final Duration LONGEST = Duration.ofDays(3660);
    private static final String NONE = "none";

    /** The name of the driver whose store keeps the sessions. */
    public static final Setting<String> STORE =
            text("coatcheck.store", "memory", "[a-z][a-z0-9-]*", "the name of a driver, such as memory or redis");

    /** How long a session lives after it was created. */
    public static final Setting<Duration> LIFETIME = duration("coatcheck.lifetime", "24h");

    /**
     * How long a session lives after it was last used, at most to the end of its lifetime. It may live up to a tenth
     * longer, since not every use is written to the store, but never shorter. Instances that share sessions should have
     * the same value. Where they differ, a session that is used lives on, and one that is not used ends by the timeout
     * of the instance that used it last.
     */
    public static final Setting<Optional<Duration>> IDLE_TIMEOUT =
            duration("coatcheck.idle-timeout", NONE).optional();

    /**
     * The longest idle timeout that {@link Session#idleTimeout} gives a session; one that is longer counts as this. Where
     * it is none, that is the lifetime, so a session can be given an idle timeout under which it does not idle out.
     */
    public static final Setting<Optional<Duration>> MAX_IDLE_TIMEOUT =
            duration("coatcheck.max-idle-timeout", NONE).optional();

    /** The largest JSON of one value, in bytes before compression. */
    public static final Setting<Long> MAX_VALUE_BYTES = bytes("coatcheck.max-value-bytes", "64MB", 1);

    /** A value whose JSON has more bytes than this is compressed. */
    public static final Setting<Long> COMPRESS_ABOVE = bytes("coatcheck.compress-above", "8KB", 0);

    /**
     * The memory, in bytes, for decoded values that are kept for the next read; 0 to keep none. By default a sixteenth
     * of the heap, at most 64 MB. A value larger than this is not kept. A value that is not read for a minute is
     * dropped.
     */
    public static final Setting<Long> HOT_MAX_BYTES = bytes(
            "coatcheck.hot.max-bytes",
            Long.toString(Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16)),
            0);

    /** How long a kept value may be returned without asking the store whether it is still the current one. */
    public static final Setting<Duration> HOT_MAX_STALENESS = of(
            "coatcheck.hot.max-staleness",
            "0s",
            "a time up to 1h, such as 0s, 200ms or 5s",
            text -> Units.duration(text)
                    .filter(time -> !time.isNegative() && time.compareTo(Duration.ofHours(1)) <= 0));

    /** The settings of no particular module. */
    static final List<Setting<?>> COMMON = List.of(
            STORE,
            LIFETIME,
            IDLE_TIMEOUT,
            MAX_IDLE_TIMEOUT,
            MAX_VALUE_BYTES,
            COMPRESS_ABOVE,
            HOT_MAX_BYTES,
            HOT_MAX_STALENESS);

    private final String key;
    private final String defaultText;
    private final String expected;
    private final boolean isSecret;
    private final Function<String, Optional<T>> parser;

    private Setting(
            String key, String defaultText, String expected, boolean isSecret, Function<String, Optional<T>> parser) {
        this.key = Objects.requireNonNull(key, "key");
        this.defaultText = Objects.requireNonNull(defaultText, "defaultText");
        this.expected = Objects.requireNonNull(expected, "expected");
        this.parser = Objects.requireNonNull(parser, "parser");
        this.isSecret = isSecret;
    }

    /**
     * A setting of any kind.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @param expected which texts it takes, in words: the error message ends with "it takes" and these
     * @param parser returns the value of a text, which has no spaces around it, or empty for a text that the setting
     *     does not take. It may throw a {@link ConfigurationException} of its own, which names the key and shows no
     *     secret
     * @param <T> the type of its value
     * @return the setting
     */
    public static <T> Setting<T> of(
            String key, String defaultText, String expected, Function<String, Optional<T>> parser) {
        return new Setting<>(key, defaultText, expected, Redaction.isSecretKey(key), parser);
    }

    /**
     * A setting whose value is its text.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @param pattern a regular expression that the whole text must match
     * @param expected the same in words, for the error
     * @return the setting
     */
    public static Setting<String> text(String key, String defaultText, String pattern, String expected) {
        return of(key, defaultText, expected, text -> text.matches(pattern) ? Optional.of(text) : Optional.empty());
    }

    /**
     * A setting for a duration of 1 ms to 3,660 days: {@code 500ms}, {@code 15s}, {@code 30m}, {@code 24h}, {@code 7d},
     * or ISO 8601.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @return the setting
     */
    public static Setting<Duration> duration(String key, String defaultText) {
        return duration(key, defaultText, LONGEST);
    }

    /**
     * A setting for a duration of 1 ms to a bound.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @param longest the longest duration
     * @return the setting
     */
    public static Setting<Duration> duration(String key, String defaultText, Duration longest) {
        return of(
                key,
                defaultText,
                "a time from 1ms to " + Units.text(longest) + ", such as 500ms, 15s, 30m or PT15S",
                text -> Units.duration(text)
                        .filter(time -> time.compareTo(SHORTEST) >= 0 && time.compareTo(longest) <= 0));
    }

    /**
     * A setting for a number of bytes: {@code 512}, {@code 8KB}, {@code 64MB}, {@code 2GB}. One KB is 1,024 bytes.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @param least the smallest number of bytes
     * @return the setting
     */
    public static Setting<Long> bytes(String key, String defaultText, long least) {
        return of(
                key,
                defaultText,
                "a number of bytes from " + least + ", such as 512, 8KB, 64MB or 2GB",
                text -> Units.bytes(text).filter(bytes -> bytes >= least));
    }

    /**
     * A setting for a whole number.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @param least the smallest number
     * @param most the largest number
     * @return the setting
     */
    public static Setting<Integer> integer(String key, String defaultText, int least, int most) {
        return of(
                key,
                defaultText,
                "a whole number from " + least + " to " + most,
                text -> Units.integer(text).filter(number -> number >= least && number <= most));
    }

    /**
     * A setting that is {@code true} or {@code false}.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @return the setting
     */
    public static Setting<Boolean> bool(String key, String defaultText) {
        return of(key, defaultText, "true or false", text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    /**
     * This setting with an optional value: the text {@code none}, which may also be the default, stands for empty.
     *
     * @return a setting of the same key
     */
    public Setting<Optional<T>> optional() {
        return new Setting<>(key, defaultText, expected + ", or none", isSecret, this::parseUnlessNone);
    }

    private Optional<Optional<T>> parseUnlessNone(String text) {
        if (text.equals(NONE)) {
            return Optional.of(Optional.empty());
        }
        Optional<T> parsed = parser.apply(text);
        return parsed.isPresent() ? Optional.of(parsed) : Optional.empty();
    }

    /**
     * This setting as a secret: no message, log line or {@code toString} shows its text. A setting whose key has {@code
     * password}, {@code secret} or {@code token} in it is secret without this call. The login and the parameters in a
     * URL are never shown.
     *
     * @return a setting of the same key
     */
    public Setting<T> secret() {
        return new Setting<>(key, defaultText, expected, true, parser);
    }

    /**
     * The full key, such as {@code coatcheck.lifetime}.
     *
     * @return the key
     */
    public String key() {
        return key;
    }

    /**
     * The value where nothing is set.
     *
     * @return the value of the default's text
     */
    public T defaultValue() {
        return parse(defaultText);
    }

    /**
     * Checks a text and returns its value. For a driver's constructor that takes texts, so that these are checked as a
     * configuration is.
     *
     * @param text the text; spaces around it are ignored
     * @return the value
     * @throws ConfigurationException if the setting does not take this text; it names the key, the text unless that may
     *     be secret, and what would be right
     */
    public T parse(String text) {
        return parser.apply(text.strip())
                .orElseThrow(() -> new ConfigurationException(key + unusable(text) + "; it takes " + expected));
    }

    private String unusable(String text) {
        return isSecret || Redaction.isUrlKey(key)
                ? " cannot be used (and is not shown, for the password that it may hold)"
                : " is \"" + Redaction.withoutPassword(text) + "\"";
    }

    /** A text of this setting, without secrets. */
    String shown(String text) {
        return isSecret ? Redaction.HIDDEN : Redaction.withoutPassword(text);
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
