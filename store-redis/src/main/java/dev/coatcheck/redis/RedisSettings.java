package dev.coatcheck.redis;

import dev.coatcheck.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The settings of the Redis store. */
public final class RedisSettings {
    private static final Pattern ANY_URL = Pattern.compile("(?i)[a-z][a-z-]*://\\S+");

    /** The URL of Redis. */
    public static final Setting<String> URL = Setting.of(
            "coatcheck.redis.url",
            "redis://localhost:6379",
            "a URL such as redis://user:password@host:6379/0, redis-sentinel://host:26379/0?master=NAME or"
                    + " redis-cluster://host:6379; rediss instead of redis for TLS",
            RedisSettings::usableUrl);

    /** The prefix of all keys in Redis. */
    public static final Setting<String> PREFIX = Setting.text(
            "coatcheck.redis.prefix",
            "coatcheck",
            "[A-Za-z0-9._:-]{1,64}",
            "1 to 64 characters of A-Z a-z 0-9 . _ : -");

    /**
     * How long a call to Redis is tried again after a transient error. A call ends within twice this time, also one
     * that transfers a large value.
     */
    public static final Setting<Duration> TIMEOUT =
            Setting.duration("coatcheck.redis.timeout", "2s", Duration.ofHours(1));

    /** The number of connections to one Redis server. */
    public static final Setting<Integer> POOL_SIZE = Setting.integer("coatcheck.redis.pool-size", "16", 1, 10_000);

    /** Whether the start fails if the Redis server does not answer or is too old. */
    public static final Setting<Boolean> FAIL_FAST = Setting.bool("coatcheck.redis.fail-fast", "false");

    /** The file with the certificates that are trusted; without it, those that the JVM trusts. */
    public static final Setting<Optional<String>> TLS_TRUST_STORE = keyStore("coatcheck.redis.tls.trust-store");

    /** The password of the trust store. */
    public static final Setting<Optional<String>> TLS_TRUST_STORE_PASSWORD =
            password("coatcheck.redis.tls.trust-store-password");

    /** The file with the client's certificate and its key, for servers that ask for one. */
    public static final Setting<Optional<String>> TLS_KEY_STORE = keyStore("coatcheck.redis.tls.key-store");

    /** The password of the key store and of the key in it. */
    public static final Setting<Optional<String>> TLS_KEY_STORE_PASSWORD =
            password("coatcheck.redis.tls.key-store-password");

    /** Whether a server's certificate must name the host that is connected to. */
    public static final Setting<Boolean> TLS_VERIFY_HOST = Setting.bool("coatcheck.redis.tls.verify-host", "true");

    static final List<Setting<?>> ALL = List.of(
            URL,
            PREFIX,
            TIMEOUT,
            POOL_SIZE,
            FAIL_FAST,
            TLS_TRUST_STORE,
            TLS_TRUST_STORE_PASSWORD,
            TLS_KEY_STORE,
            TLS_KEY_STORE_PASSWORD,
            TLS_VERIFY_HOST);

    private RedisSettings() {}

    /** A text that is no URL gets the general message; a mistake in a URL gets one of its own. */
    private static Optional<String> usableUrl(String text) {
        if (!ANY_URL.matcher(text).matches()) {
            return Optional.empty();
        }
        RedisUrl.parse(text);
        return Optional.of(text);
    }

    private static Setting<Optional<String>> keyStore(String key) {
        return Setting.text(key, "none", ".+", "the path of a PKCS12 or JKS file")
                .optional();
    }

    private static Setting<Optional<String>> password(String key) {
        return Setting.text(key, "none", ".+", "a password").optional().secret();
    }
}
