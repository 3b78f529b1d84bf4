package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

class RedisUrlTest {
    private static RedisUrl server(String host, int port, RedisUrl.Login login, int database) {
        return new RedisUrl(
                RedisUrl.Kind.STANDALONE, false, List.of(new HostAndPort(host, port)), login, database, null);
    }

    private static RedisUrl.Login login(String url) {
        return RedisUrl.parse(url).login();
    }

    @Test
    void everyPartButTheHostMayBeLeftOut() {
        RedisUrl.Login none = RedisUrl.Login.NONE;
        assertThat(RedisUrl.parse("redis://cache")).isEqualTo(server("cache", 6379, none, 0));
        assertThat(RedisUrl.parse("redis://cache:7000/")).isEqualTo(server("cache", 7000, none, 0));
        assertThat(RedisUrl.parse("REDIS://cache/3")).isEqualTo(server("cache", 6379, none, 3));
        assertThat(RedisUrl.parse("redis://@10.0.0.1:1")).isEqualTo(server("10.0.0.1", 1, none, 0));
        assertThat(RedisUrl.parse("redis://[::1]:7000")).isEqualTo(server("[::1]", 7000, none, 0));
    }

    @Test
    void userAndPasswordAreReadInEachForm() {
        assertThat(login("redis://me:pw@cache")).isEqualTo(new RedisUrl.Login("me", "pw"));
        assertThat(login("redis://:pw@cache")).isEqualTo(new RedisUrl.Login(null, "pw"));
        assertThat(login("redis://pw@cache")).isEqualTo(new RedisUrl.Login(null, "pw"));
        assertThat(login("redis://me:a%40b%2Fc+d:e@cache").password()).isEqualTo("a@b/c+d:e");
        assertThat(login("redis-cluster://me:pw@a,b")).isEqualTo(new RedisUrl.Login("me", "pw"));
        assertThat(login("redis-sentinel://me:pw@a,b?master=m")).isEqualTo(new RedisUrl.Login("me", "pw"));
    }

    @Test
    void aClusterIsSomeOfItsServers() {
        RedisUrl url = RedisUrl.parse("redis-cluster://a:1,b,[::1]:3,[fe80::2]/");
        assertThat(url.kind()).isEqualTo(RedisUrl.Kind.CLUSTER);
        assertThat(url.hosts())
                .containsExactly(
                        new HostAndPort("a", 1),
                        new HostAndPort("b", 6379),
                        new HostAndPort("[::1]", 3),
                        new HostAndPort("[fe80::2]", 6379));
    }

    @Test
    void sentinelsHaveTheNameOfAMasterAndPerhapsAPasswordOfTheirOwn() {
        RedisUrl url = RedisUrl.parse("redis-sentinel://me:pw@a:1,b/2?master=the%20shop");
        assertThat(url.kind()).isEqualTo(RedisUrl.Kind.SENTINEL);
        assertThat(url.hosts()).containsExactly(new HostAndPort("a", 1), new HostAndPort("b", 26379));
        assertThat(url.database()).isEqualTo(2);
        assertThat(url.sentinel()).isEqualTo(new RedisUrl.Sentinel("the shop", RedisUrl.Login.NONE));
        assertThat(RedisUrl.parse("redis-sentinel://a?sentinel-password=p%26w&master=m&sentinel-user=s")
                        .sentinel())
                .isEqualTo(new RedisUrl.Sentinel("m", new RedisUrl.Login("s", "p&w")));
    }

    @Test
    void eachIsAlsoThereOverTls() {
        assertThat(RedisUrl.parse("redis://a").tls()).isFalse();
        assertThat(RedisUrl.parse("rediss://a").tls()).isTrue();
        assertThat(RedisUrl.parse("rediss://a").kind()).isEqualTo(RedisUrl.Kind.STANDALONE);
        assertThat(RedisUrl.parse("Rediss-Cluster://a").kind()).isEqualTo(RedisUrl.Kind.CLUSTER);
        assertThat(RedisUrl.parse("rediss-cluster://a").tls()).isTrue();
        assertThat(RedisUrl.parse("rediss-sentinel://a?master=m").kind()).isEqualTo(RedisUrl.Kind.SENTINEL);
        assertThat(RedisUrl.parse("rediss-sentinel://a?master=m").tls()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "://secret@cache",
                "http://secret@cache",
                "redissentinel://secret@a",
                "redis-tls://secret@cache",
                "redis:secret@cache",
                "redis://secret@",
                "redis://secret@,",
                "redis://secret@cache:0",
                "redis://secret@cache:99999",
                "redis://secret@cache:123456",
                "redis://secret@cache:",
                "redis://secret@cache/zero",
                "redis://secret@cache/1/2",
                "redis://secret@cache?x=1",
                "redis://secret@cache?",
                "redis://secret@cache#x",
                "redis://sec ret@cache",
                "redis://secret%zz@cache",
                "redis://secret%@cache",
                "redis://secret@::1",
                "redis://secret@[::1",
                "redis://secret@a:1,b:2",
                "redis://me:secret@x@cache",
                "redis://me:sec/ret@cache",
                "redis-cluster://secret@a:1,,b:2",
                "redis-cluster://secret@a:1,b:2/0",
                "redis-cluster://secret@a:1?master=m",
                "redis-sentinel://secret@a:1",
                "redis-sentinel://secret@a:1?master=",
                "redis-sentinel://secret@a:1?master",
                "redis-sentinel://secret@a:1?master=m&master=n",
                "redis-sentinel://secret@a:1?master=m&other=n",
                "redis-sentinel://secret@a:1?master=m&sentinel-user=s",
                "redis-sentinel://a:1?sentinel-password=secret",
                "redis-sentinel://a:1?sentinel-password=s@ecret",
                "redis-sentinel://me:pw@a:1/0?master=redis://secret@b",
                "redis-sentinel://secret?master=m&sentinel-password=p@w",
                "redis://a_secret:b@ca_che"
            })
    void whatIsNoUrlIsNamedWithoutItsSecrets(String text) {
        assertThatThrownBy(() -> RedisUrl.parse(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("coatcheck.redis.url")
                .hasMessageContaining("; ")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("ecret")
                .hasNoCause();
    }

    @Test
    void whatWouldBeRightIsSaid() {
        assertThatThrownBy(() -> RedisUrl.parse("http://cache"))
                .hasMessageContaining("redis://, redis-sentinel:// or redis-cluster://");
        assertThatThrownBy(() -> RedisUrl.parse("redis://a,b")).hasMessageContaining("redis-cluster://user:password@");
        assertThatThrownBy(() -> RedisUrl.parse("redis-sentinel://a")).hasMessageContaining("?master=NAME");
        assertThatThrownBy(() -> RedisUrl.parse("redis-cluster://a/0")).hasMessageContaining("no databases");
    }

    @Test
    void itsTextHasNoPassword() {
        assertThat(RedisUrl.parse("redis://me:pw@cache:7000/2")).hasToString("cache:7000/2");
        assertThat(RedisUrl.parse("redis-cluster://me:pw@a,b")).hasToString("a:6379,b:6379");
        assertThat(RedisUrl.parse("redis-sentinel://me:pw@a,b?master=m&sentinel-password=pw"))
                .hasToString("\"m\" of the sentinels a:26379,b:26379/0");
        assertThat(login("redis://me:pw@cache").toString()).doesNotContain("me", "pw");
    }
}
