package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** A server that evicts takes one value's key and leaves the rest of its session: that value is absent, for everybody. */
class EvictedValueTest {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final String EVICTING = "allkeys-lfu";
    private static final String NOT_EVICTING = "noeviction";
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String prefix = "evicted-" + UUID.randomUUID();
    private final RedisServer server = RedisServer.start("--maxmemory", "1gb", "--maxmemory-policy", EVICTING);
    private final RedisClient redis = server.client();
    private final DataStore store = new RedisDataStore(server.url(), prefix, Duration.ofSeconds(2), 4);
    private final SessionManager sessions = new SessionManager(store, CoatcheckConfig.of(Map.of()));
    private final String id = UUID.randomUUID().toString();

    @BeforeEach
    void create() {
        assertThat(store.create(id, DAY, List.of(put("a"), put("b")))).isTrue();
    }

    @AfterEach
    void close() {
        sessions.close();
        redis.close();
        server.close();
    }

    private static Change put(String name) {
        return Change.put(name, name.getBytes(StandardCharsets.UTF_8));
    }

    private void evict(String session, String name) {
        assertThat(redis.del(prefix + ":{" + session + "}:" + name)).isEqualTo(1);
    }

    private List<Found> read(Want... wants) {
        return store.read(id, List.of(wants)).map(Slice::values).orElseThrow();
    }

    @Test
    void anInstanceThatHasItKeptReadsEmptyAndAnUpdateReturns() {
        Session session = sessions.create();
        session.put(NAME, "one");
        assertThat(session.get(NAME)).contains("one");
        evict(session.id(), "name");
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(session.update(NAME, "none", old -> old + " again"))
                        .isEqualTo("none again"));
        evict(session.id(), "name");
        assertThat(session.get(NAME)).isEmpty();
        assertThat(session.getAll(NAME, Key.of("other", String.class)).get(NAME))
                .isEmpty();
        assertThat(session.putIfAbsent(NAME, "two")).isTrue();
        assertThat(session.get(NAME)).contains("two");
    }

    @Test
    void aTicketWhoseProofIsGoneOpensNothing() {
        Session session = sessions.create();
        assertThat(sessions.find(session.ticket())).isPresent();
        evict(session.id(), "@ticket");
        assertThat(sessions.find(session.ticket())).isEmpty();
    }

    @Test
    void itIsAbsentWhateverIsHeldOfIt() {
        List<Found> before = read(Want.of("a"), Want.of("b"));
        evict(id, "a");
        Want heldA = new Want("a", before.get(0).version());
        Want heldB = new Want("b", before.get(1).version());
        for (Want a : List.of(heldA, Want.of("a"), Want.presence("a"))) {
            assertThat(read(a)).extracting(Found::state).containsExactly(Found.State.ABSENT);
            assertThat(read(a, heldB))
                    .extracting(Found::state)
                    .containsExactly(Found.State.ABSENT, Found.State.UNCHANGED);
            assertThat(read(Want.of("b"), a))
                    .extracting(Found::state)
                    .containsExactly(Found.State.PRESENT, Found.State.ABSENT);
        }
        assertThat(store.names(id)).containsExactly("b");
        assertThat(store.write(id, List.of(Change.remove("a"))).removed()).isZero();
    }

    /** What is left of one that was removed by hand must not stand for one that was evicted. */
    @Test
    void aKeyWithoutALabelIsTakenForNoOthers() {
        List<Found> before = read(Want.of("a"), Want.of("b"));
        evict(id, "a");
        redis.hdel(prefix + ":{" + id + "}", "b");
        assertThat(read(
                        new Want("a", before.get(0).version()),
                        new Want("b", before.get(1).version())))
                .extracting(Found::state)
                .containsOnly(Found.State.ABSENT);
    }

    @Test
    void itHasNoTimeThatItsReplacementCouldKeep() {
        store.write(id, List.of(Change.put("a", new byte[1], Duration.ofSeconds(100))));
        evict(id, "a");
        store.write(id, List.of(Change.replace("a", new byte[2])));
        assertThat(read(Want.of("a")).get(0).remaining()).isGreaterThan(Duration.ofHours(23));
    }

    @Test
    void itIsAskedForOnlyWhereTheServerMayEvict() {
        Want held = new Want("a", read(Want.of("a")).get(0).version());
        redis.configSet("maxmemory-policy", NOT_EVICTING);
        await("what the server is configured to").atMost(PATIENCE).until(() -> !asksForBytes(held));
        redis.configSet("maxmemory-policy", EVICTING);
        await("what the server is configured to").atMost(PATIENCE).until(() -> asksForBytes(held));
        evict(id, "a");
        assertThat(read(held)).extracting(Found::state).containsExactly(Found.State.ABSENT);
    }

    private boolean asksForBytes(Want held) {
        long before = commands("exists");
        assertThat(read(held)).extracting(Found::state).containsExactly(Found.State.UNCHANGED);
        return commands("exists") > before;
    }

    private long commands(String name) {
        Matcher line = Pattern.compile("cmdstat_" + name + ":calls=(\\d+)").matcher(redis.info("commandstats"));
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    @Test
    void aSessionOfWhoseValuesNoneIsLeftIsEmpty() {
        evict(id, "a");
        assertThat(store.deleteIfEmpty(id)).isFalse();
        evict(id, "b");
        assertThat(store.deleteIfEmpty(id)).isTrue();
        assertThat(store.read(id, List.of())).isEmpty();
    }
}
