package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCheckTest {
    @ParameterizedTest
    @CsvSource({
        "redis_version:5.0.14,Redis 5.0.14",
        "redis_version:6.0.16,Redis 6.0.16",
        "redis_version:6.2.0,''",
        "redis_version:7.4.2,''",
        "redis_version:10.0.1,''",
        "redis_version:255.255.255,''",
        "redis_version:unstable,''"
    })
    void aRedisThatIsTooOldIsNamed(String line, String tooOld) {
        assertThat(ServerCheck.tooOld(ServerCheck.parse("# Server\r\n" + line + "\r\nos:Linux\r\n")))
                .isEqualTo(tooOld);
    }

    @ParameterizedTest
    @CsvSource({"7.2.0,''", "8.1.1,''", "6.9.9,Valkey 6.9.9", "7.1.4,Valkey 7.1.4"})
    void valkeyIsTakenAtItsOwnVersionNotAtTheRedisItClaimsToBe(String version, String tooOld) {
        String info = "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:" + version + "\r\n";
        assertThat(ServerCheck.tooOld(ServerCheck.parse(info))).isEqualTo(tooOld);
    }

    @Test
    void aServerThatDoesNotSayPasses() {
        assertThat(ServerCheck.tooOld(Map.of())).isEmpty();
        assertThat(ServerCheck.mayEvict(Map.of())).isFalse();
        assertThat(ServerCheck.mayEvict(Map.of("maxmemory", "1000"))).isFalse();
        assertThat(ServerCheck.mayEvict(Map.of("maxmemory_policy", "allkeys-lru")))
                .isFalse();
    }

    @Test
    void sessionsMayBeEvictedWhereThereIsALimitAndAPolicyThatFreesMemory() {
        assertThat(ServerCheck.mayEvict(Map.of("maxmemory", "1000", "maxmemory_policy", "volatile-ttl")))
                .isTrue();
        assertThat(ServerCheck.mayEvict(Map.of("maxmemory", "1000", "maxmemory_policy", "noeviction")))
                .isFalse();
        assertThat(ServerCheck.mayEvict(Map.of("maxmemory", "0", "maxmemory_policy", "allkeys-lru")))
                .isFalse();
    }
}
