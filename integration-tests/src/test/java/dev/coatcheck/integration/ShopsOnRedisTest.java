package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ScanParams;

/** Two shops in two processes on one Redis: every visitor goes to one and then to the other. */
@Timeout(600)
class ShopsOnRedisTest {
    private static final String PREFIX = "shops-" + UUID.randomUUID();

    private static ShopProcess first;
    private static ShopProcess second;

    @BeforeAll
    static void open() {
        first = shop();
        second = shop();
    }

    private static ShopProcess shop() {
        return ShopProcess.onRedis(RedisServer.sharedUrl(), PREFIX);
    }

    @AfterAll
    static void close() {
        first.close();
        second.close();
    }

    @Test
    void oneCookieGoesBetweenTheShopsThroughAllSteps() {
        Walk.between(first, second).allSteps(2_999);

        first.awaitLine("Stored 2999 products in redis store");
        second.awaitLine("Retrieved 2999 products from redis store");
    }

    @Test
    void theShopsAreTwoInstancesOfOneStore() {
        Visitor visitor = new Visitor();

        assertThat(visitor.state(first).at("/store").asString()).isEqualTo("redis");
        assertThat(visitor.state(second).at("/store").asString()).isEqualTo("redis");
        assertThat(visitor.state(first).at("/instance").asString())
                .isNotEqualTo(visitor.state(second).at("/instance").asString());
    }

    @Test
    void aShopThatIsKilledTakesNothingWithIt() {
        Visitor visitor = new Visitor();
        try (ShopProcess doomed = shop()) {
            visitor.post(doomed, "/fetch?count=2999");
            visitor.post(doomed, "/classify");
            doomed.kill();
        }

        assertThat(visitor.post(first, "/update").at("/products").asInt()).isEqualTo(2_999);
        assertThat(visitor.get(second, "/download").lines()).hasSize(3_000);
    }

    @Test
    void anEndedSessionLeavesNoKeyBehind() {
        String prefix = "ended-" + UUID.randomUUID();
        try (ShopProcess shop = ShopProcess.onRedis(RedisServer.sharedUrl(), prefix);
                RedisClient redis = RedisServer.client(RedisServer.sharedUrl())) {
            ScanParams all = new ScanParams().match(prefix + "*").count(100_000);
            Walk walk = Walk.in(shop);
            walk.stepsBeforeTheEnd(177, 177);
            assertThat(redis.scan(ScanParams.SCAN_POINTER_START, all).getResult())
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(redis.ttl(key)).isPositive());

            walk.end();
            assertThat(redis.scan(ScanParams.SCAN_POINTER_START, all).getResult())
                    .isEmpty();
        }
    }

    @Test
    void aHundredVisitorsAtOnceEachHaveTheirOwnProducts() throws Exception {
        Crowd.of(i -> i % 2 == 0 ? Walk.between(first, second) : Walk.between(second, first))
                .visit();
    }
}
