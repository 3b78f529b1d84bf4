package dev.coatcheck.redis;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.Setting;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * How servers prove over TLS who they are, and how this client does. The files are read for each connection, so that a
 * renewed certificate is taken without a restart.
 */
final class Tls {
    private Tls() {}

    /** As where nothing is set. */
    static SslOptions byDefault() {
        return builder(RedisSettings.TLS_VERIFY_HOST.defaultValue()).build();
    }

    private static SslOptions.Builder builder(boolean verifyHost) {
        return SslOptions.builder().sslVerifyMode(verifyHost ? SslVerifyMode.FULL : SslVerifyMode.CA);
    }

    /** @throws ConfigurationException if a file is missing or does not open, or is there for nothing */
    static SslOptions options(CoatcheckConfig config, RedisUrl url) {
        Optional<String> trust = config.get(RedisSettings.TLS_TRUST_STORE);
        Optional<String> keys = config.get(RedisSettings.TLS_KEY_STORE);
        if (!url.tls() && (trust.isPresent() || keys.isPresent())) {
            throw new ConfigurationException(
                    (trust.isPresent() ? RedisSettings.TLS_TRUST_STORE : RedisSettings.TLS_KEY_STORE)
                            + " is set, but coatcheck.redis.url does not begin with rediss: nothing would be encrypted");
        }
        SslOptions.Builder options = builder(config.get(RedisSettings.TLS_VERIFY_HOST));
        trust.ifPresent(path -> {
            char[] password = password(config, RedisSettings.TLS_TRUST_STORE_PASSWORD);
            options.truststore(
                    file(path, password, RedisSettings.TLS_TRUST_STORE, RedisSettings.TLS_TRUST_STORE_PASSWORD),
                    password);
        });
        keys.ifPresent(path -> {
            char[] password = password(config, RedisSettings.TLS_KEY_STORE_PASSWORD);
            options.keystore(
                    file(path, password, RedisSettings.TLS_KEY_STORE, RedisSettings.TLS_KEY_STORE_PASSWORD), password);
        });
        return options.build();
    }

    private static char[] password(CoatcheckConfig config, Setting<Optional<String>> setting) {
        return config.get(setting).orElse("").toCharArray();
    }

    private static File file(String path, char[] password, Setting<?> setting, Setting<?> passwordSetting) {
        File file = new File(path);
        Exception reason;
        try {
            if (KeyStore.getInstance(file, password).size() > 0) {
                return file;
            }
            reason = new IOException("it holds no certificate");
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            reason = e;
        }
        throw new ConfigurationException(
                setting + " is \"" + path + "\"; it takes the path of a PKCS12 or JKS file that " + passwordSetting
                        + " opens: " + reason.getMessage(),
                reason);
    }
}
