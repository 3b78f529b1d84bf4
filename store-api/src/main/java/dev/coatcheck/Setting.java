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
 * One setting: its key, its default, and what its text may be. The constants are those of every store; drivers and other
 * modules make their own, under {@code coatcheck.NAME.}, and declare them with a {@link SettingsProvider}:
 *
 * <pre>{@code
 * static final Setting<Duration> TIMEOUT = Setting.duration("coatcheck.jdbc.timeout", "2s");
 * static final Setting<Boolean> TLS = Setting.bool("coatcheck.jdbc.tls", "true");
 * static final Setting<Optional<String>> PIN =
 *         Setting.text("coatcheck.jdbc.pin", "none", "[0-9]{4}", "four digits").optional().secret();
 * }</pre>
 *
 * @param <T> what the text stands for
 */
public final class Setting<T> {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    static final Duration LONGEST = Duration.ofDays(3660);
    private static final String NONE = "none";

    /** Which driver, by its name. */
    public static final Setting<String> STORE =
            text("coatcheck.store", "memory", "[a-z][a-z0-9-]*", "the name of a driver, such as memory or redis");

    /** How long a session lives after it was created. */
    public static final Setting<Duration> LIFETIME = duration("coatcheck.lifetime", "24h");

    /**
     * How long a session lives after it was last used, never past its lifetime: never shorter, and up to a tenth longer,
     * since the store is not told of each use. Instances that share sessions should agree on it: while they do not, a
     * session in use lives on, and one that is not ends by the timeout of the instance that used it last.
     */
    public static final Setting<Optional<Duration>> IDLE_TIMEOUT =
            duration("coatcheck.idle-timeout", NONE).optional();

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
    public static final Setting<Duration> HOT_MAX_STALENESS = of(
            "coatcheck.hot.max-staleness",
            "0s",
            "a time up to 1h, such as 0s, 200ms or 5s",
            text -> Units.duration(text)
                    .filter(time -> !time.isNegative() && time.compareTo(Duration.ofHours(1)) <= 0));

    /** What belongs to no driver and no other module. */
    static final List<Setting<?>> COMMON =
            List.of(STORE, LIFETIME, IDLE_TIMEOUT, MAX_VALUE_BYTES, COMPRESS_ABOVE, HOT_MAX_BYTES, HOT_MAX_STALENESS);

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
     * @param expected what its text may be, for the error, which says "it takes" and this
     * @param parser what a text stands for, without spaces around it; empty where it stands for nothing. Where more is to
     *     be said, it throws a {@link ConfigurationException}, which names the key and shows no secret
     * @param <T> what the text stands for
     * @return the setting
     */
    public static <T> Setting<T> of(
            String key, String defaultText, String expected, Function<String, Optional<T>> parser) {
        return new Setting<>(key, defaultText, expected, Redaction.isSecretKey(key), parser);
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
        return of(key, defaultText, expected, text -> text.matches(pattern) ? Optional.of(text) : Optional.empty());
    }

    /**
     * A setting for a length of time: {@code 500ms}, {@code 15s}, {@code 30m}, {@code 24h}, {@code 7d}, or ISO 8601.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @return the setting
     */
    public static Setting<Duration> duration(String key, String defaultText) {
        return duration(key, defaultText, LONGEST);
    }

    /**
     * A setting for a length of time that has a bound.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @param longest the longest time; the shortest is a millisecond
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
     * A setting for a number of bytes: {@code 512}, {@code 8KB}, {@code 64MB}, {@code 2GB}; a KB is 1,024 bytes.
     *
     * @param key the full key
     * @param defaultText its text where nothing is set
     * @param least the least number of bytes
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
     * @param least the least number
     * @param most the greatest number
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
     * This setting, but it may be left open: the text {@code none} stands for empty, also as the default.
     *
     * @return the setting of the same key
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
     * This setting, but no message, log line or {@code toString} shows its text. A key with {@code password}, {@code
     * secret} or {@code token} in it says so by itself. Of a URL, the login and the parameters are never shown.
     *
     * @return the setting of the same key
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
     * @return what the default's text stands for
     */
    public T defaultValue() {
        return parse(defaultText);
    }

    /**
     * What a text stands for. For a driver that is also made without a configuration, so that there is one check.
     *
     * @param text the text; spaces around it do not count
     * @return the value
     * @throws ConfigurationException naming the key, the text where it may be shown, and what would be right
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

    /** A text of this setting as it may be shown. */
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
