package dev.coatcheck.redis;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code redis://[[user]:password@]host[:port][/database]}; {@code password@} alone is a password too. */
record RedisUrl(
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        int database) {
    private static final int DEFAULT_PORT = 6379;

    static RedisUrl parse(String text) {
        URI uri = uri(text);
        if (!"redis".equals(uri.getScheme().toLowerCase(Locale.ROOT))) {
            throw unusable(text, "it begins with redis://");
        }
        if (uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw unusable(
                    text,
                    "it is redis://user:password@host:port/database, special characters of user and"
                            + " password percent-encoded");
        }
        String @Nullable [] credentials = credentials(uri.getRawUserInfo());
        return new RedisUrl(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : port(text, uri.getPort()),
                credentials == null || credentials[0].isEmpty() ? null : credentials[0],
                credentials == null ? null : credentials[1],
                database(text, uri.getPath()));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // without the cause: its message quotes the text, and with it the password
            throw unusable(text, "it is no URL: wrong at character " + e.getIndex());
        }
    }

    /** User and password, the user perhaps empty; null where there are none. */
    private static String @Nullable [] credentials(@Nullable String rawUserInfo) {
        if (rawUserInfo == null || rawUserInfo.isEmpty()) {
            return null;
        }
        int colon = rawUserInfo.indexOf(':');
        return new String[] {
            colon < 0 ? "" : decoded(rawUserInfo.substring(0, colon)), decoded(rawUserInfo.substring(colon + 1))
        };
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static int port(String text, int port) {
        if (port < 1 || port > 65_535) {
            throw unusable(text, "a port is 1 to 65535");
        }
        return port;
    }

    private static int database(String text, @Nullable String path) {
        if (path == null || path.isEmpty() || path.equals("/")) {
            return 0;
        }
        if (!path.matches("/[0-9]{1,5}")) {
            throw unusable(text, "behind the host stands the number of a database, such as /0");
        }
        return Integer.parseInt(path.substring(1));
    }

    private static ConfigurationException unusable(String text, String expected) {
        return new ConfigurationException(
                "coatcheck.redis.url is \"" + CoatcheckConfig.withoutPassword(text) + "\"; " + expected);
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }
}
