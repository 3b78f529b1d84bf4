package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
    @Test
    void everyPartButTheHostMayBeLeftOut() {
        assertThat(RedisUrl.parse("redis://cache")).isEqualTo(new RedisUrl("cache", 6379, null, null, 0));
        assertThat(RedisUrl.parse("redis://cache:7000/")).isEqualTo(new RedisUrl("cache", 7000, null, null, 0));
        assertThat(RedisUrl.parse("REDIS://cache/3")).isEqualTo(new RedisUrl("cache", 6379, null, null, 3));
        assertThat(RedisUrl.parse("redis://[::1]:7000")).isEqualTo(new RedisUrl("[::1]", 7000, null, null, 0));
    }

    @Test
    void userAndPasswordAreReadInEachForm() {
        assertThat(RedisUrl.parse("redis://me:pw@cache")).isEqualTo(new RedisUrl("cache", 6379, "me", "pw", 0));
        assertThat(RedisUrl.parse("redis://:pw@cache")).isEqualTo(new RedisUrl("cache", 6379, null, "pw", 0));
        assertThat(RedisUrl.parse("redis://pw@cache")).isEqualTo(new RedisUrl("cache", 6379, null, "pw", 0));
        assertThat(RedisUrl.parse("redis://me:a%40b%2Fc+d:e@cache").password()).isEqualTo("a@b/c+d:e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://secret@cache",
                "redis-cluster://secret@a:1,b:2",
                "redis://secret@",
                "redis://secret@cache:0",
                "redis://secret@cache:99999",
                "redis://secret@cache/zero",
                "redis://secret@cache/1/2",
                "redis://secret@cache?x=1",
                "redis://sec ret@cache",
                "redis://secret%zz@cache",
                "redis://a_secret:b@ca_che"
            })
    void whatIsNoUrlIsNamedWithoutItsSecrets(String text) {
        assertThatThrownBy(() -> RedisUrl.parse(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("coatcheck.redis.url")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void itsTextHasNoPassword() {
        assertThat(RedisUrl.parse("redis://me:pw@cache:7000/2")).hasToString("cache:7000/2");
    }
}
