package dev.coatcheck.redis;

import dev.coatcheck.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import redis.clients.jedis.Jedis;

/**
 * Which Jedis is on the class path. Frameworks pin versions of their own, and an older one would fail in the middle of a
 * call, for the want of a class or a method.
 */
final class JedisVersion {
    private static final int LEAST_MAJOR = 8;

    private JedisVersion() {}

    /** Throws where it is too old; one that does not say what it is passes. */
    static void requireNewEnough() {
        String version = found();
        if (version.matches("[0-9]{1,4}\\..*") && Integer.parseInt(version.replaceAll("\\..*", "")) < LEAST_MAJOR) {
            throw new ConfigurationException("coatcheck.store is \"redis\", which needs Jedis " + LEAST_MAJOR
                    + " or newer, but Jedis " + version
                    + " is on the class path: a framework's dependency management may"
                    + " have chosen it; name the version of redis.clients:jedis in your own build");
        }
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
