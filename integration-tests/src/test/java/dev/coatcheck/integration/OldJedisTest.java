package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A framework has put a Jedis of its own on the class path, one that is too old; the build keeps one for this test. */
class OldJedisTest {
    private static final Path OLD_JEDIS = Path.of("target", "old-jedis", "jedis.jar");

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(path.toString(), e);
        }
    }

    /** The class path of this test, with the old Jedis in place of the new. */
    private static URLClassLoader withOldJedis() {
        assertThat(OLD_JEDIS).as("what the build has copied").isRegularFile();
        Stream<Path> rest = Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .map(Path::of)
                .filter(path -> !path.getFileName().toString().matches("jedis-[0-9.]+\\.jar"))
                .filter(Files::exists);
        URL[] urls =
                Stream.concat(Stream.of(OLD_JEDIS), rest).map(OldJedisTest::url).toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    @Test
    void aJedisThatIsTooOldIsNamedAtStartWithWhatWouldBeRight() throws Exception {
        try (URLClassLoader application = withOldJedis()) {
            Class<?> config = application.loadClass("dev.coatcheck.CoatcheckConfig");
            Object redis = config.getMethod("of", Map.class).invoke(null, Map.of("coatcheck.store", "redis"));
            Class<?> sessions = application.loadClass("dev.coatcheck.SessionManager");
            assertThatThrownBy(() -> sessions.getMethod("open", config).invoke(null, redis))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(application.loadClass("dev.coatcheck.ConfigurationException"))
                    .hasMessageContaining("Jedis 7.1.0 is on the class path")
                    .hasMessageContaining("Jedis 7.2 or newer")
                    .hasMessageContaining("jedis.version");
        }
    }
}
