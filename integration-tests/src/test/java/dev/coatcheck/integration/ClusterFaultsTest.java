package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A cluster whose masters are killed, hand over, or give slots away, under load. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterFaultsTest {
    /** A failover takes a second or two, and some more where the masters' first vote fails. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

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

    private DataStore open() {
        return new RedisDataStore(cluster.url(), "coatcheck", TIMEOUT, 16);
    }

    /** Four visitors of one master, and four of any. */
    private static List<Supplier<String>> visitorsOf(int slot) {
        List<Supplier<String>> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(() -> RedisCluster.newId(slot));
            ids.add(() -> UUID.randomUUID().toString());
        }
        return ids;
    }

    @Test
    void aMasterThatIsKilledIsReplacedWithoutAnErrorAndNothingReplicatedIsLost() throws Exception {
        String id = UUID.randomUUID().toString();
        RedisServer master = cluster.masterOf(RedisCluster.slot(id));
        try (DataStore store = open();
                Traffic traffic = new Traffic(store, visitorsOf(RedisCluster.slot(id)))) {
            traffic.awaitRounds(50);
            traffic.require(() -> cluster.masters()
                    .forEach(each -> RedisCluster.awaitReplication(each, "{" + cluster.idOn(each) + "}")));
            master.stop();
            traffic.awaitRounds(50);
            cluster.awaitMasterOtherThan(RedisCluster.slot(id), master);
            master.restart();
            cluster.awaitReplicas();
            traffic.awaitRounds(50);
            traffic.stop();
            traffic.report("A cluster's master was killed");
        }
    }

    @Test
    void aMasterThatHandsOverIsFollowedAndNothingIsLost() throws Exception {
        String id = UUID.randomUUID().toString();
        try (DataStore store = open();
                Traffic traffic = new Traffic(store, visitorsOf(RedisCluster.slot(id)))) {
            traffic.awaitRounds(20);
            traffic.require(() -> {});
            cluster.handOver(RedisCluster.slot(id));
            traffic.awaitRounds(50);
            traffic.stop();
            traffic.report("A cluster's master handed over");
            assertThat(traffic.lost()).isZero();
        }
        cluster.awaitReplicas();
    }

    @Test
    void slotsThatMoveAreNotNoticed() throws Exception {
        RedisServer from = cluster.masters().get(0);
        RedisServer to = cluster.masters().get(1);
        List<Integer> slots = cluster.slotsOf(from, 3);
        List<Supplier<String>> ids = new ArrayList<>();
        slots.forEach(slot -> ids.addAll(List.of(() -> RedisCluster.newId(slot), () -> RedisCluster.newId(slot))));
        try (DataStore store = open();
                Traffic traffic = new Traffic(store, ids)) {
            for (int slot : slots) {
                for (int i = 0; i < 30; i++) {
                    store.create(RedisCluster.newId(slot), LIFETIME, List.of(Change.put("a", new byte[100])));
                }
            }
            for (int round = 0; round < 2; round++) {
                for (int slot : slots) {
                    traffic.awaitRounds(5);
                    cluster.move(slot, from, to);
                    traffic.awaitRounds(5);
                    cluster.move(slot, to, from);
                }
            }
            traffic.awaitRounds(5);
            traffic.require(() -> {});
            traffic.stop();
            traffic.report("A cluster's slots moved " + 4 * slots.size() + " times");
            assertThat(traffic.lost()).isZero();
        }
    }

    @Test
    void idsAreThoseOfAllMasters() {
        Set<String> created = new HashSet<>();
        try (DataStore store =
                new RedisDataStore(cluster.url(), UUID.randomUUID().toString(), TIMEOUT, 2)) {
            for (RedisServer master : cluster.masters()) {
                String id = cluster.idOn(master);
                store.create(id, LIFETIME, List.of());
                created.add(id);
            }
            assertThat(created).hasSize(RedisCluster.MASTERS);
            try (Stream<String> ids = store.ids()) {
                assertThat(ids).containsExactlyInAnyOrderElementsOf(created);
            }
        }
    }

    @Test
    void oneServerThatAnswersIsEnoughToFindTheOthers() {
        String some = cluster.url().replace("redis-cluster://", "redis-cluster://127.0.0.1:" + Ports.free() + ",");
        try (DataStore store = new RedisDataStore(some, "coatcheck", TIMEOUT, 2)) {
            store.ping();
        }
    }

    @Test
    void serversThatAreNoClusterAreSaidToBeNone() {
        String url = RedisServer.sharedUrl().replace("redis://", "redis-cluster://");
        try (DataStore store = PatientStore.at(url)) {
            assertThatThrownBy(store::ping)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("is no cluster")
                    .hasMessageContaining("redis://");
        }
    }

    @Test
    void aClusterThatIsCalledAsOneServerIsSaidToBeOne() {
        RedisServer master = cluster.masters().get(0);
        try (DataStore store = new RedisDataStore(master.url(), "coatcheck", Duration.ofSeconds(2), 2)) {
            assertThatThrownBy(() -> store.create(cluster.idOn(cluster.masters().get(1)), LIFETIME, List.of()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("redis-cluster://");
        }
    }
}
