package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A master that sentinels watch is killed, or demoted, under load; sentinels are down, or know nothing. */
class SentinelFaultsTest {
    /** A failover takes a second or two, and some more where the sentinels' first vote fails. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final List<Supplier<String>> VISITORS =
            Collections.nCopies(8, () -> UUID.randomUUID().toString());

    @Test
    void aMasterThatIsKilledIsReplacedWithoutAnErrorAndNothingReplicatedIsLost() throws Exception {
        try (RedisSentinels servers = RedisSentinels.start();
                DataStore store = new RedisDataStore(servers.url(), "coatcheck", TIMEOUT, 16);
                Traffic traffic = new Traffic(store, VISITORS)) {
            traffic.awaitRounds(50);
            RedisServer master = servers.master();
            traffic.require(() -> RedisSentinels.awaitReplication(master));
            master.stop();
            traffic.awaitRounds(50);
            servers.awaitMasterOtherThan(master);
            traffic.stop();
            traffic.report("A master that sentinels watch was killed");
        }
    }

    @Test
    void aMasterThatIsDemotedIsLeftWithoutAnErrorAndNothingReplicatedIsLost() throws Exception {
        try (RedisSentinels servers = RedisSentinels.start();
                DataStore store = new RedisDataStore(servers.url(), "coatcheck", TIMEOUT, 16);
                Traffic traffic = new Traffic(store, VISITORS)) {
            traffic.awaitRounds(50);
            RedisServer master = servers.master();
            traffic.require(() -> RedisSentinels.awaitReplication(master));
            servers.failOver();
            traffic.awaitRounds(50);
            traffic.stop();
            traffic.report("A master that sentinels watch was demoted");
        }
    }

    @Test
    void oneSentinelThatAnswersIsEnough() {
        String url = RedisSentinels.shared()
                .url()
                .replace("redis-sentinel://", "redis-sentinel://127.0.0.1:" + Ports.free() + ",");
        try (DataStore store = new RedisDataStore(url, "coatcheck", TIMEOUT, 2)) {
            store.ping();
        }
    }

    @Test
    void aMasterThatTheSentinelsDoNotWatchIsNamed() {
        String url = RedisSentinels.shared().url().replace("master=", "master=other-");
        try (DataStore store = PatientStore.at(url)) {
            assertThatThrownBy(store::ping)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("other-" + RedisSentinels.MASTER)
                    .hasMessageContaining("master=");
        }
    }

    @Test
    void anApplicationStartsWhileTheSentinelsAreDownAndWorksWhenTheyAreUp() {
        try (RedisSentinels servers = RedisSentinels.start()) {
            servers.sentinels().forEach(RedisServer::stop);
            try (DataStore store = new RedisDataStore(servers.url(), "coatcheck", Duration.ofMillis(500), 2)) {
                assertThatThrownBy(store::ping).isInstanceOf(StoreUnavailableException.class);
                servers.sentinels().forEach(RedisServer::restart);
                await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                        .atMost(RedisServer.PATIENCE)
                        .untilAsserted(store::ping);
            }
        }
    }

    @Test
    void theUserForSentinelsInTheSecurityPageIsEnoughAndNeeded() {
        try (RedisServer master = RedisServer.startNode();
                RedisServer sentinel = RedisServer.startSentinel(
                        "sentinel monitor " + RedisSentinels.MASTER + " 127.0.0.1 " + master.port() + " 1\n")) {
            RedisCluster.ask(sentinel, redis -> redis.aclSetUser("coatcheck", SecurityPage.sentinelRules("s3cr3t")));
            RedisCluster.ask(sentinel, redis -> redis.aclSetUser("default", "off"));
            String url = "redis-sentinel://127.0.0.1:" + sentinel.port() + "/0?master=" + RedisSentinels.MASTER;
            try (DataStore none = new RedisDataStore(url, "coatcheck", TIMEOUT, 2);
                    DataStore right = new RedisDataStore(
                            url + "&sentinel-user=coatcheck&sentinel-password=s3cr3t", "coatcheck", TIMEOUT, 2)) {
                assertThatThrownBy(none::ping)
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("NOAUTH")
                        .hasMessageContaining("sentinel-password=");
                right.ping();
            }
        }
    }
}
