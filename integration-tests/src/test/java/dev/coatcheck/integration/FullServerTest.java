package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.BulkCreatingStore;
import dev.coatcheck.store.BulkCreatingStore.Answer;
import dev.coatcheck.store.BulkCreatingStore.NewSession;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** What makes room, and what takes none, is done on a server that is full; nothing else is done by half. */
class FullServerTest {
    private final RedisServer server = RedisServer.start();
    private final RedisClient redis = RedisClient.create(server.url());
    private final DataStore store = new RedisDataStore(server.url(), "coatcheck", Duration.ofSeconds(2), 2);
    private final String id = UUID.randomUUID().toString();

    @BeforeEach
    void fill() {
        store.create(id, Duration.ofHours(1), List.of(put("a", "one"), put("b", "one")));
        redis.configSet("maxmemory", "1");
    }

    @AfterEach
    void close() {
        store.close();
        redis.close();
        server.close();
    }

    private static Change put(String name, String text) {
        return Change.put(name, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private WriteResult write(Change... changes) {
        return store.write(id, List.of(changes));
    }

    private Slice read(String... names) {
        return store.read(id, List.of(names).stream().map(Want::of).toList()).orElseThrow();
    }

    @Test
    void valuesAreRemoved() {
        long before = read("a").values().get(0).version();
        WriteResult result = write(Change.remove("a"), Change.remove("none"));
        assertThat(result.removed()).isEqualTo(1);
        assertThat(result.version()).isGreaterThan(before);
        assertThat(write(Change.remove("a")).removed()).isZero();
        assertThat(store.names(id)).containsExactly("b");
        assertThat(redis.exists("coatcheck:{" + id + "}:a")).isFalse();
        assertThat(write(Change.remove("b").ifVersion(before + 1))).isEqualTo(WriteResult.CONFLICT);
        assertThat(write(Change.remove("b").ifVersion(read("b").values().get(0).version()))
                        .removed())
                .isEqualTo(1);
        assertThat(store.deleteIfEmpty(id)).isTrue();
    }

    @Test
    void aRemovalIsDoneOnceAndItsOutcomeIsRemembered() {
        redis.configSet("maxmemory", "0");
        assertThat(write(Change.remove("a")).removed()).isEqualTo(1);
        long fields = redis.hlen("coatcheck:{" + id + "}");
        redis.configSet("maxmemory", "1");
        assertThat(write(Change.remove("b")).removed()).isEqualTo(1);
        // b's label has gone, and the lane of this write is that of the one before
        assertThat(redis.hlen("coatcheck:{" + id + "}")).isEqualTo(fields - 1);
    }

    @Test
    void aWriteThatPutsAndRemovesIsRefusedWhole() {
        assertThatThrownBy(() -> write(Change.remove("a"), put("b", "two"))).isInstanceOf(StoreFullException.class);
        assertThatThrownBy(() -> write(put("b", "two"), Change.remove("a"))).isInstanceOf(StoreFullException.class);
        assertThatThrownBy(() -> store.create(UUID.randomUUID().toString(), Duration.ofHours(1), List.of()))
                .isInstanceOf(StoreFullException.class);
        assertThatThrownBy(() -> store.create(UUID.randomUUID().toString(), Duration.ofHours(1), List.of(put("a", ""))))
                .isInstanceOf(StoreFullException.class);
        assertThat(read("a", "b").values())
                .allSatisfy(found -> assertThat(found.bytes()).isEqualTo("one".getBytes(StandardCharsets.UTF_8)));
        assertThat(redis.dbSize()).isEqualTo(3);
    }

    @Test
    void aValueIsReplacedByOneThatTakesNoMoreRoom() {
        long before = read("a").values().get(0).version();
        assertThat(write(Change.replace("a", bytes("two")).ifVersion(before)).outcome())
                .isEqualTo(WriteResult.Outcome.APPLIED);
        assertThat(read("a").values().get(0).bytes()).isEqualTo(bytes("two"));
        assertThat(read("a").values().get(0).version()).isGreaterThan(before);
        assertThat(write(Change.replace("a", bytes("x")), Change.replace("b", bytes("y")), Change.remove("none"))
                        .outcome())
                .isEqualTo(WriteResult.Outcome.APPLIED);
        assertThat(redis.ttl("coatcheck:{" + id + "}:a")).isPositive();
        assertThat(write(Change.replace("a", bytes("z")).ifVersion(before))).isEqualTo(WriteResult.CONFLICT);
        assertThat(write(Change.replace("a", bytes("z")), Change.remove("b")).removed())
                .isEqualTo(1);
        assertThat(read("a").values().get(0).bytes()).isEqualTo(bytes("z"));
        assertThat(redis.dbSize()).isEqualTo(2);
    }

    @Test
    void aValueIsNotReplacedByOneThatTakesMoreRoomNorWhereThereIsNone() {
        assertThatThrownBy(() -> write(Change.replace("a", bytes("more")))).isInstanceOf(StoreFullException.class);
        assertThatThrownBy(() -> write(Change.replace("none", bytes("")))).isInstanceOf(StoreFullException.class);
        assertThatThrownBy(() -> write(Change.replace("a", bytes("two")), put("b", "two")))
                .isInstanceOf(StoreFullException.class);
        assertThatThrownBy(() -> write(put("b", "two"), Change.replace("a", bytes("two"))))
                .isInstanceOf(StoreFullException.class);
        assertThat(read("a", "b").values())
                .allSatisfy(found -> assertThat(found.bytes()).isEqualTo(bytes("one")));
        assertThat(redis.dbSize()).isEqualTo(3);
    }

    @Test
    void sessionsAreProlongedAndEnd() {
        assertThat(store.prolong(id, Duration.ofHours(2))).isTrue();
        assertThat(store.extend(id, Duration.ofHours(3))).isTrue();
        assertThat(read().remaining()).isGreaterThan(Duration.ofHours(2));
        assertThat(redis.ttl("coatcheck:{" + id + "}:a")).isGreaterThan(7200);
        assertThat(store.delete(id)).isTrue();
        assertThat(redis.dbSize()).isZero();
    }

    @Test
    void ofSessionsThatAreCreatedTogetherEachHasItsAnswer() {
        BulkCreatingStore bulk = (BulkCreatingStore) store;

        assertThat(bulk.createAll(List.of(
                        new NewSession("new", Duration.ofHours(1), List.of(put("a", "one"))),
                        new NewSession("other", Duration.ofHours(1), List.of(put("a", "one"))))))
                .containsExactly(Answer.NOT_MADE, Answer.NOT_MADE);
        redis.configSet("maxmemory", "0");
        assertThat(bulk.createAll(List.of(
                        new NewSession(id, Duration.ofHours(1), List.of()),
                        new NewSession("new", Duration.ofHours(1), List.of()))))
                .containsExactly(Answer.TAKEN, Answer.CREATED);
    }
}
