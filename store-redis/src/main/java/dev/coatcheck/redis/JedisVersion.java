package dev.coatcheck.redis;

import dev.coatcheck.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;

/**
 * Which Jedis is on the class path. Frameworks pin versions of their own, and an older one would fail in the middle of a
 * call, for the want of a class or a method: the clients that are used here came with 7.2.
 */
final class JedisVersion {
    private static final String LEAST = "7.2";
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\b.*");

    private JedisVersion() {}

    /** Throws where it is too old; one that does not say what it is passes. */
    static void requireNewEnough() {
        String version = found();
        if (isTooOld(version)) {
            throw new ConfigurationException(
                    "coatcheck.store is \"redis\", which needs Jedis " + LEAST
                            + " or newer, but Jedis " + version
                            + " is on the class path: a framework's dependency management may have chosen it; name the version of"
                            + " redis.clients:jedis in your own build (with Spring Boot's parent, by the property jedis.version)");
        }
    }

    static boolean isTooOld(String version) {
        return isBefore(version, 7, 2);
    }

    /** Whether it greets each server with {@code HELLO}, which before Jedis 8 it does where it is told to alone. */
    static boolean greetsByItself() {
        return !isBefore(found(), 8, 0);
    }

    private static boolean isBefore(String version, int major, int minor) {
        Matcher numbers = NUMBERS.matcher(version);
        if (!numbers.matches()) {
            return false;
        }
        int itsMajor = Integer.parseInt(numbers.group(1));
        return itsMajor < major || (itsMajor == major && Integer.parseInt(numbers.group(2)) < minor);
    }

    private static String found() {
        try (InputStream in = Jedis.class.getResourceAsStream("/META-INF/maven/redis.clients/jedis/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
