package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.store.DataStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is mistyped about a password: it is in no message, no cause and no toString. */
class SecretsTest {
    private static final String SECRET = "s3cr3t";

    /** Everything that a text leads to: what is thrown, with all causes, and all that has a toString. */
    private static List<String> shown(Map<String, String> settings) {
        List<String> shown = new ArrayList<>();
        try {
            CoatcheckConfig config = CoatcheckConfig.of(settings);
            shown.add(config.toString());
            try (DataStore store = new RedisDataStore(config)) {
                shown.add(store.toString());
            }
            shown.add(RedisUrl.parse(config.get(RedisSettings.URL)).toString());
        } catch (ConfigurationException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                shown.add(String.valueOf(cause.getMessage()));
                for (Throwable other : cause.getSuppressed()) {
                    shown.add(String.valueOf(other.getMessage()));
                }
            }
        }
        return shown;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://user:s3cr3t",
                "redis://:s3cr3t",
                "redis://user:s3cr3t:6379",
                "redis://user:s3cr3t/0",
                "redis://u:s3cr3t%40host",
                "redis://u:s3cr3t%40host:6379/0",
                "redis://u:s3cr3t\uff20host",
                "redis://u:s3cr3t#host",
                "redis://u:s3cr3t;host",
                "redis:/u:s3cr3t@host",
                "redis:u:s3cr3t@host",
                "redis//u:s3cr3t@host",
                "u:s3cr3t@host:6379",
                "s3cr3t",
                "u:s3cr3t",
                "s3cr3t://host",
                "u:s3cr3t://host",
                "redis://host?pwd=s3cr3t",
                "redis://host?auth=s3cr3t",
                "redis://host/s3cr3t",
                "redis://host/0/s3cr3t",
                "redis://host#s3cr3t",
                "redis://host s3cr3t",
                "redis://host\ns3cr3t",
                "redis://u:s3cr3t@host:port",
                "redis://u:s3cr3t@",
                "redis://u:s3cr3t@,",
                "redis://u:s3cr3t@host@other",
                "redis://u:p@s3cr3t@host",
                "redis://u:p/s3cr3t@host",
                "redis://u:p?s3cr3t@host",
                "redis://u:p#s3cr3t@host",
                "redis://u:s3cr3t%@host",
                "redis://u:s3cr3t%zz@host",
                "redis-cluster://host1,u:s3cr3t,host2",
                "redis-cluster://u:s3cr3t,host2",
                "redis-cluster://u:s3cr3t@host1/0",
                "redis-sentinel://u:s3cr3t@host1",
                "redis-sentinel://host1?master=m&pwd=s3cr3t",
                "redis-sentinel://host1?master=m&sentinel-pass=s3cr3t",
                "redis-sentinel://host1?master=m&sentinel-password=s3cr3t&sentinel-password=s3cr3t",
                "redis-sentinel://host1?master=m&sentinel-password:s3cr3t",
                "redis-sentinel://host1?master=m;sentinel-password=s3cr3t",
                "redis-sentinel://host1?master=m&s3cr3t",
                "redis-sentinel://host1?master=m&sentinel-password=s3cr3t%",
                "redis-sentinel://host1?master=m&sentinel-user=u&sentinel-password=s3cr3t",
                "redis-sentinel://host1?sentinel-password=s3cr3t&master=m",
                "jdbc:redis://u:s3cr3t@host",
                "\"redis://u:s3cr3t@host\"",
                "redis://u:s3cr3t@host,redis://u:s3cr3t@host2",
                "redis://u:s3cr3t@host",
                "rediss://u:s3cr3t@host:1/2"
            })
    void aUrlIsShownWithoutWhatMayBeAPassword(String url) {
        assertThat(shown(Map.of("coatcheck.redis.url", url)))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text).doesNotContainIgnoringCase(SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cr3t\nx", "x\ns3cr3t", "s3cr3t\r\nx", "s3cr3t", " ", "s3cr3t\u2028x"})
    void aPasswordOfAStoreIsShownNowhere(String password) {
        for (String key : List.of("trust-store", "key-store")) {
            assertThat(shown(Map.of(
                            "coatcheck.redis.url",
                            "rediss://host",
                            "coatcheck.redis.tls." + key,
                            "no-such-file",
                            "coatcheck.redis.tls." + key + "-password",
                            password)))
                    .isNotEmpty()
                    .allSatisfy(text -> assertThat(text).doesNotContain(SECRET));
        }
    }

    @Test
    void whatIsUnderstoodIsShown() {
        assertThat(CoatcheckConfig.of(Map.of("coatcheck.redis.url", "redis-cluster://u:s3cr3t@a:1,[::1]:2,c"))
                        .toString())
                .isEqualTo("CoatcheckConfig[coatcheck.redis.url=redis-cluster://***@a:1,[::1]:2,c]");
        assertThat(CoatcheckConfig.of(Map.of("coatcheck.redis.url", "redis-sentinel://a,b/0?master=m"))
                        .toString())
                .isEqualTo("CoatcheckConfig[coatcheck.redis.url=redis-sentinel://a,b/0?***]");
    }
}
