package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A slot that a cluster was moving when that was interrupted: it stays open, and some keys are here, some there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenSlotTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final String PREFIX = "coatcheck";

    private RedisCluster cluster;
    private RedisServer from;
    private RedisServer to;
    private DataStore store;
    private int slot;
    private String id;

    @BeforeAll
    void start() {
        cluster = RedisCluster.start();
        from = cluster.masters().get(0);
        to = cluster.masters().get(1);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @BeforeEach
    void open() {
        store = new RedisDataStore(cluster.url(), PREFIX, PATIENCE, 2);
        slot = cluster.slotsOf(from, 1).get(0);
        id = RedisCluster.newId(slot);
        List<Change> values = IntStream.range(0, 10).mapToObj(i -> put("v" + i)).toList();
        assertThat(store.create(id, HOUR, values)).isTrue();
    }

    @AfterEach
    void finish() {
        store.close();
        cluster.move(slot, from, to);
        cluster.move(slot, to, from);
    }

    private static Change put(String name) {
        return Change.put(name, name.getBytes(StandardCharsets.UTF_8));
    }

    private String hash() {
        return PREFIX + ":{" + id + "}";
    }

    private void openSlotAndMove(String... names) {
        cluster.open(slot, from, to);
        for (String name : names) {
            RedisCluster.ask(from, redis -> redis.migrate("127.0.0.1", to.port(), hash() + ":" + name, 0, 5000));
        }
    }

    private List<String> keysAt(RedisServer server) {
        return RedisCluster.ask(server, redis -> redis.clusterGetKeysInSlot(slot, 100));
    }

    private List<Found> read(Want... wants) {
        return store.read(id, List.of(wants)).map(Slice::values).orElseThrow();
    }

    private long version(String name) {
        return read(Want.of(name)).get(0).version();
    }

    @Test
    void aSessionEndsWholeThoughSomeOfItsValuesHaveMoved() {
        openSlotAndMove("v1", "v3", "v9");
        assertThat(store.delete(id)).isTrue();
        assertThat(keysAt(from)).isEmpty();
        // what has moved is nobody's, and goes in its time
        assertThat(keysAt(to)).hasSize(3);
    }

    @Test
    void whatIsAbsentIsNoReasonToFail() {
        openSlotAndMove();
        assertThat(read(Want.of("none"), Want.of("v1")))
                .extracting(Found::state)
                .containsExactly(Found.State.ABSENT, Found.State.PRESENT);
        assertThat(read(Want.presence("none"), Want.presence("v1")))
                .extracting(Found::state)
                .containsExactly(Found.State.ABSENT, Found.State.UNCHANGED);
        assertThat(read(new Want("v1", version("v1")))).extracting(Found::state).containsExactly(Found.State.UNCHANGED);
        WriteResult removed = store.write(id, List.of(Change.remove("none"), Change.remove("v2"), put("v1")));
        assertThat(removed.outcome()).isEqualTo(WriteResult.Outcome.APPLIED);
        assertThat(removed.removed()).isEqualTo(1);
        assertThat(store.write(id, List.of(Change.remove("none").ifVersion(0))).outcome())
                .isEqualTo(WriteResult.Outcome.APPLIED);
        assertThat(store.write(id, List.of(Change.remove("none"))).removed()).isZero();
        assertThat(store.names(id)).hasSize(9).doesNotContain("v2");
        assertThat(store.deleteIfEmpty(id)).isFalse();
    }

    @Test
    void aSessionIsExtendedThoughSomeOfItsValuesAreOver() {
        store.write(id, List.of(Change.put("brief", new byte[1], Duration.ofMillis(1))));
        openSlotAndMove();
        assertThat(store.extend(id, HOUR.multipliedBy(2))).isTrue();
        assertThat(store.prolong(id, HOUR.multipliedBy(3))).isTrue();
        RedisCluster.ask(from, redis -> {
            assertThat(redis.clusterGetKeysInSlot(slot, 100))
                    .filteredOn(key -> !key.endsWith(":brief"))
                    .hasSize(11)
                    .allSatisfy(key -> assertThat(redis.ttl(key)).isGreaterThan(7200));
            return "";
        });
    }

    @Test
    void whatHasMovedIsThereOrNotToldAtAll() {
        long held = version("v1");
        openSlotAndMove("v1");
        assertThat(read(new Want("v1", held), Want.presence("v1"), Want.of("v2")))
                .extracting(Found::state)
                .containsExactly(Found.State.UNCHANGED, Found.State.UNCHANGED, Found.State.PRESENT);
        assertThat(store.names(id)).hasSize(10);
        List<Runnable> calls = new ArrayList<>(List.of(
                () -> read(Want.of("v1")),
                () -> store.write(id, List.of(put("v1"), put("v2"))),
                () -> store.extend(id, HOUR.multipliedBy(2))));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("is moving the session");
        }
        // nothing of that was done
        assertThat(read(new Want("v1", held)).get(0).state()).isEqualTo(Found.State.UNCHANGED);
        assertThat(read(new Want("v2", held)).get(0).state()).isEqualTo(Found.State.UNCHANGED);
        RedisCluster.ask(from, redis -> {
            for (String key : redis.clusterGetKeysInSlot(slot, 100)) {
                assertThat(redis.ttl(key)).isLessThanOrEqualTo(3601);
            }
            return "";
        });
        assertThat(store.write(id, List.of(Change.remove("v1"))).removed()).isEqualTo(1);
        assertThat(store.names(id)).hasSize(9);
    }

    @Test
    void anotherIdIsNeededForANewSession() {
        openSlotAndMove();
        assertThat(store.create(RedisCluster.newId(slot), HOUR, List.of(put("a"))))
                .isFalse();
        assertThat(store.create(cluster.idOn(from), HOUR, List.of(put("a")))).isTrue();
        assertThat(keysAt(to)).isEmpty();
    }

    @Test
    void aSessionThatHasMovedIsNotTakenForOneThatIsOver() {
        openSlotAndMove();
        RedisCluster.ask(from, redis -> redis.migrate("127.0.0.1", to.port(), hash(), 0, 5000));
        for (Runnable call : List.<Runnable>of(
                () -> store.read(id, List.of()), () -> store.delete(id), () -> store.write(id, List.of(put("v1"))))) {
            assertThatThrownBy(call::run).isInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void aSessionInUseGoesOn() {
        CoatcheckConfig config = CoatcheckConfig.of(Map.of("coatcheck.idle-timeout", "1h"));
        Key<String> name = Key.of("name", String.class);
        Key<String> other = Key.of("other", String.class);
        try (SessionManager sessions = new SessionManager(new RedisDataStore(cluster.url()), config)) {
            Session session = Stream.generate(sessions::create)
                    .filter(each ->
                            cluster.masterOf(RedisCluster.slot(each.id())).equals(from))
                    .findFirst()
                    .orElseThrow();
            session.put(name, "one");
            slot = RedisCluster.slot(session.id());
            cluster.open(slot, from, to);
            assertThat(sessions.find(session.ticket()).orElseThrow().get(name)).contains("one");
            assertThat(session.get(other)).isEmpty();
            assertThat(session.remove(other)).isFalse();
            assertThat(session.update(name, "", old -> old + "!")).isEqualTo("one!");
            assertThat(session.names()).isEqualTo(Set.of("name"));
            session.end();
            assertThat(keysAt(from)).isEmpty();
        }
    }
}
