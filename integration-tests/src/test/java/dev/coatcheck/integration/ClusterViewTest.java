package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What concerns every master reaches every master, whatever was known before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class ClusterViewTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LIFETIME = Duration.ofHours(1);

    private RedisCluster cluster;

    @BeforeAll
    void start() {
        cluster = RedisCluster.start();
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    private static Set<String> ids(DataStore store) {
        try (Stream<String> ids = store.ids()) {
            Set<String> all = new HashSet<>();
            ids.forEach(all::add);
            return all;
        }
    }

    @Test
    void sessionsOnAMasterThatJoinedLaterAreAmongTheIds() {
        RedisServer from = cluster.masters().get(0);
        Set<String> created = new HashSet<>();
        try (RedisServer late = RedisServer.startNode("--cluster-enabled", "yes", "--cluster-node-timeout", "1000");
                DataStore store =
                        new RedisDataStore(cluster.url(), UUID.randomUUID().toString(), TIMEOUT, 4)) {
            List<Integer> slots = cluster.slotsOf(from, 4);
            for (int slot : slots) {
                for (int i = 0; i < 10; i++) {
                    String id = RedisCluster.newId(slot);
                    store.create(id, LIFETIME, List.of());
                    created.add(id);
                }
            }
            assertThat(ids(store)).isEqualTo(created);
            RedisCluster.ask(late, redis -> redis.clusterMeet("127.0.0.1", from.port()));
            RedisCluster.awaitState(late);
            slots.forEach(slot -> cluster.move(slot, from, late));
            assertThat(ids(store)).isEqualTo(created);
            assertThat(store.stats().counters().get("connections-idle")).isGreaterThanOrEqualTo(4L);
            slots.forEach(slot -> cluster.move(slot, late, from));
            assertThat(ids(store)).isEqualTo(created);
        }
    }

    @Test
    void afterAFailoverTheIdsAreThoseOfTheMasterThatIs() {
        String id = UUID.randomUUID().toString();
        RedisServer master = cluster.masterOf(RedisCluster.slot(id));
        try (DataStore store =
                new RedisDataStore(cluster.url(), UUID.randomUUID().toString(), TIMEOUT, 4)) {
            store.create(id, LIFETIME, List.of());
            assertThat(ids(store)).containsExactly(id);
            cluster.masters().forEach(each -> RedisCluster.awaitReplication(each, "{" + cluster.idOn(each) + "}"));
            master.stop();
            assertThat(ids(store)).containsExactly(id);
            store.stats();
            master.restart();
            cluster.awaitReplicas();
        }
    }

    @Test
    void aServerThatDoesNotSayItsAddressIsTheOneThatWasCalled() throws Exception {
        String id = UUID.randomUUID().toString();
        try (RedisServer node = RedisServer.startNode("--cluster-enabled", "yes")) {
            RedisCluster.ask(
                    node,
                    redis -> redis.clusterAddSlots(IntStream.range(0, 16_384).toArray()));
            RedisCluster.awaitState(node);
            try (Relay empty = Relay.before(node.url());
                    Relay unknown = Relay.changing(
                            node.url(),
                            answer -> answer.replaceAll("(\r\n:16383\r\n\\*3\r\n)\\$0\r\n\r\n", "$1\\$-1\r\n"));
                    DataStore first = new RedisDataStore(cluster(empty), "coatcheck", TIMEOUT, 2);
                    DataStore second = new RedisDataStore(cluster(unknown), "coatcheck", TIMEOUT, 2)) {
                assertThat(first.create(id, LIFETIME, List.of())).isTrue();
                assertThat(second.delete(id)).isTrue();
                first.ping();
                second.ping();
            }
        }
    }

    private static String cluster(Relay relay) {
        return relay.url().replace("redis://", "redis-cluster://");
    }
}
