package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** All that is said about a version of Jedis was tested with that version. */
class TestedJedisTest {
    @Test
    void theTestsRunWithTheJedisThatTheBuildNames() throws IOException {
        Properties found = new Properties();
        try (InputStream in = Jedis.class.getResourceAsStream("/META-INF/maven/redis.clients/jedis/pom.properties")) {
            found.load(in);
        }
        assertThat(found.getProperty("version")).isEqualTo(System.getProperty("test.jedis.version"));
    }
}
