package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** A user who may not use one of the commands that Coatcheck needs is told so, and nothing is left half done. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedCommandsTest {
    private static final String PASSWORD = "s3cr3t-pa55word";
    private static final Duration HOUR = Duration.ofHours(1);

    private final RedisServer server = RedisServer.startNode();
    private final DataStore full = openAs("full");

    private DataStore openAs(String user, String... withoutCommands) {
        String[] rules = Stream.concat(
                        Arrays.stream(SecurityPage.serverRules(PASSWORD)),
                        Stream.of(withoutCommands).map(command -> "-" + command))
                .toArray(String[]::new);
        RedisCluster.ask(server, redis -> redis.aclSetUser(user, rules));
        String url = "redis://" + user + ":" + PASSWORD + "@127.0.0.1:" + server.port();
        return new RedisDataStore(url, "coatcheck", Duration.ofSeconds(2), 2);
    }

    @BeforeEach
    void clear() {
        RedisCluster.ask(server, Jedis::flushAll);
    }

    @AfterEach
    void everyKeyHasATimeToLive() {
        RedisCluster.ask(server, redis -> {
            assertThat(redis.keys("*"))
                    .allSatisfy(key -> assertThat(redis.pttl(key)).isPositive());
            return "";
        });
    }

    @AfterAll
    void close() {
        full.close();
        server.close();
    }

    private static Change put(String name, String text) {
        return Change.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Change brief(String name, String text) {
        return Change.put(name, text.getBytes(StandardCharsets.UTF_8), Duration.ofMinutes(1));
    }

    /** Every key with all that stands there and, roughly, its time to live. */
    private Map<String, Object> everything() {
        return RedisCluster.ask(server, redis -> {
            Map<String, Object> all = new HashMap<>();
            for (String key : redis.keys("*")) {
                all.put(key, redis.type(key).equals("hash") ? redis.hgetAll(key) : redis.get(key));
                all.put(key + " lives", redis.ttl(key) / 60);
            }
            return all;
        });
    }

    private static void assertRefused(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("does not allow this user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pexpireat", "setex", "hset", "time", "exists"})
    void aSessionThatCannotBeCreatedLeavesNothing(String command) {
        try (DataStore store = openAs("no-" + command, command)) {
            for (List<Change> first : List.of(
                    List.of(put("a", "one")),
                    List.of(brief("a", "one"), put("b", "two")),
                    List.of(put("a", "one"), brief("b", "two")))) {
                assertRefused(() -> store.create(UUID.randomUUID().toString(), HOUR, first));
            }
            assertThat(everything()).isEmpty();
        }
    }

    @Test
    void aSessionThatCannotBeCreatedLeavesNoKeyForLongWhereNoneCanBeDeletedEither() {
        try (DataStore store = openAs("no-end", "pexpireat", "unlink")) {
            assertRefused(() -> store.create(UUID.randomUUID().toString(), HOUR, List.of(put("a", "one"))));
            RedisCluster.ask(server, redis -> {
                assertThat(redis.keys("*"))
                        .allSatisfy(key -> assertThat(redis.ttl(key)).isLessThan(2));
                return "";
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"setex", "hset", "hmget", "time"})
    void aWriteThatIsRefusedLeavesEverythingAsItWas(String command) {
        String id = UUID.randomUUID().toString();
        full.create(id, HOUR, List.of(put("a", "one"), brief("b", "one"), put("c", "one")));
        Map<String, Object> before = everything();
        try (DataStore store = openAs("no-" + command, command)) {
            for (List<Change> changes : List.of(
                    List.of(put("a", "two")),
                    List.of(put("new", "two")),
                    List.of(brief("new", "two")),
                    List.of(brief("b", "two"), put("a", "two"), Change.remove("c")),
                    List.of(put("a", "two"), brief("new", "two"), Change.remove("c"), Change.remove("none")))) {
                assertRefused(() -> store.write(id, changes));
                assertSame(id, before);
            }
        }
    }

    @Test
    void whoMayNotRemoveChangesNothingElseEither() {
        String id = UUID.randomUUID().toString();
        full.create(id, HOUR, List.of(put("a", "one"), put("c", "one")));
        Map<String, Object> before = everything();
        try (DataStore store = openAs("no-hdel", "hdel")) {
            assertRefused(() -> store.write(id, List.of(put("a", "two"), Change.remove("c"))));
            assertSame(id, before);
            assertRefused(() -> store.write(id, List.of(Change.remove("c"))));
            assertSame(id, before);
        }
    }

    /** Dead labels may be left of names that were new: they count for nothing, and go in time. */
    private void assertSame(String id, Map<String, Object> before) {
        Slice slice = full.read(id, List.of(Want.of("a"), Want.of("new"))).orElseThrow();
        assertThat(slice.values()).extracting(Found::state).containsExactly(Found.State.PRESENT, Found.State.ABSENT);
        assertThat(full.names(id)).doesNotContain("new");
        Map<String, Object> after = everything();
        String hash = "coatcheck:{" + id + "}";
        Map<Object, Object> labels = new HashMap<>((Map<?, ?>) after.get(hash));
        labels.keySet().retainAll(((Map<?, ?>) Objects.requireNonNull(before.get(hash))).keySet());
        after.put(hash, labels);
        assertThat(after).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pexpireat", "hset"})
    void aSessionThatCannotBeExtendedKeepsItsTimes(String command) {
        String id = UUID.randomUUID().toString();
        full.create(id, HOUR, List.of(put("a", "one"), brief("b", "one")));
        Map<String, Object> before = everything();
        try (DataStore store = openAs("no-" + command, command)) {
            assertRefused(() -> store.extend(id, HOUR.multipliedBy(2)));
            assertRefused(() -> store.prolong(id, HOUR.multipliedBy(2)));
            assertThat(everything()).isEqualTo(before);
        }
    }

    @Test
    void whoMayNotUnlinkEndsNothingByHalf() {
        String id = UUID.randomUUID().toString();
        full.create(id, HOUR, List.of(put("a", "one")));
        Map<String, Object> before = everything();
        try (DataStore store = openAs("no-unlink", "unlink")) {
            assertRefused(() -> store.delete(id));
            assertThat(everything()).isEqualTo(before);
        }
        assertThat(full.names(id)).isEqualTo(Set.of("a"));
    }
}
