package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.EndReason;
import dev.coatcheck.Key;
import dev.coatcheck.Move;
import dev.coatcheck.Move.State;
import dev.coatcheck.Session;
import dev.coatcheck.SessionInfo;
import dev.coatcheck.SessionListener;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.internal.move.CurrentStore;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Want;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manager's sessions are moved to another store. */
class MoveTest {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Key<List<Integer>> NUMBERS = Key.listOf("numbers", Integer.class);

    /** So many that their move is not over before the test looks at it again. */
    private static final int MANY = 10_000;

    @TempDir
    private Path directory;

    private static CoatcheckConfig memory(String... more) {
        return config("memory", more);
    }

    private CoatcheckConfig file(String... more) {
        Map<String, String> settings = new HashMap<>(settings("sqlite", more));
        settings.put("coatcheck.sqlite.file", directory.resolve("coatcheck.db").toString());
        return CoatcheckConfig.of(settings);
    }

    private static CoatcheckConfig redis() {
        return redis(RedisServer.sharedUrl());
    }

    private static CoatcheckConfig redis(String url) {
        return redis(url, "move-" + UUID.randomUUID(), "2s");
    }

    private static CoatcheckConfig redis(String url, String prefix, String timeout) {
        return config(
                "redis",
                "coatcheck.redis.url",
                url,
                "coatcheck.redis.prefix",
                prefix,
                "coatcheck.redis.timeout",
                timeout);
    }

    private static CoatcheckConfig config(String store, String... more) {
        return CoatcheckConfig.of(settings(store, more));
    }

    private static Map<String, String> settings(String store, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("coatcheck.store", store));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static List<Session> create(SessionManager sessions, int count) {
        List<Session> created = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Session session = sessions.create();
            session.put(NAME, "visitor " + i);
            created.add(session);
        }
        return created;
    }

    private static void awaitEnd(Move move) {
        await().atMost(RedisServer.PATIENCE).until(() -> move.state() == State.DONE || move.state() == State.CANCELLED);
    }

    private static void awaitState(Move move, State state) {
        await().atMost(RedisServer.PATIENCE).until(() -> move.state() == state);
    }

    @Test
    void handlesTicketsAndValuesGoOn() {
        try (SessionManager sessions = SessionManager.open(memory())) {
            List<Session> before = create(sessions, 50);
            before.get(0).put(NUMBERS, List.of(1, 2, 3), Duration.ofHours(1));
            before.get(1).end();
            Move move = sessions.moveTo(redis());
            move.completion().toCompletableFuture().join();
            awaitEnd(move);
            assertThat(move.state()).isEqualTo(State.DONE);
            assertThat(move.moved()).isEqualTo(49);
            assertThat(move.left()).hasValue(0);
            assertThat(sessions).hasToString("redis store, sessions live 24h");
            assertThat(before.get(0).get(NUMBERS)).contains(List.of(1, 2, 3));
            assertThat(before.get(0).timeToLive(NUMBERS).orElseThrow())
                    .isLessThanOrEqualTo(Duration.ofHours(1))
                    .isGreaterThan(Duration.ofMinutes(59));
            assertThat(before.get(1).isLive()).isFalse();
            assertThat(sessions.find(before.get(2).ticket()).orElseThrow().get(NAME))
                    .contains("visitor 2");
            assertThat(sessions.ids()).hasSize(49);
        }
    }

    @Test
    void whatWasReadBeforeTheMoveIsNotTakenForWhatIsThereAfterIt() {
        try (SessionManager sessions = SessionManager.open(memory("coatcheck.hot.max-staleness", "1h"))) {
            Session session = create(sessions, 1).get(0);
            assertThat(session.get(NAME)).contains("visitor 0");
            awaitEnd(sessions.moveTo(redis()));
            assertThat(session.get(NAME)).contains("visitor 0");
            session.put(NAME, "another");
            assertThat(session.get(NAME)).contains("another");
            assertThat(session.update(NAME, "", name -> name + "!")).isEqualTo("another!");
        }
    }

    @Test
    void aChangeThatBeganBeforeTheMoveIsMadeAfterIt() {
        try (SessionManager sessions = SessionManager.open(memory())) {
            Session session = create(sessions, 1).get(0);
            String changed = session.update(NAME, "", name -> {
                if (sessions.toString().startsWith("memory")) {
                    awaitEnd(sessions.moveTo(redis()));
                }
                return name + "!";
            });
            assertThat(changed).isEqualTo("visitor 0!");
            assertThat(session.get(NAME)).contains("visitor 0!");
        }
    }

    @Test
    void anOwnersSessionsAreFoundDuringAndAfterTheMove() {
        CoatcheckConfig target = redis();
        try (SessionManager sessions = SessionManager.open(memory());
                SessionManager other = SessionManager.open(target)) {
            create(other, 1).get(0).belongsTo("ann");
            create(sessions, 3).forEach(session -> session.belongsTo("ann"));
            awaitEnd(sessions.moveTo(target));
            create(sessions, 1).get(0).belongsTo("ann");
            assertThat(sessions.endAll("ann")).isEqualTo(5);
            assertThat(other.ids()).isEmpty();
        }
    }

    @Test
    void theFileThatAllSessionsHaveLeftIsEmpty() {
        try (SessionManager sessions = SessionManager.open(file())) {
            create(sessions, 20);
            awaitEnd(sessions.moveTo(redis()));
            assertThat(sessions.ids()).hasSize(20);
            try (SessionManager left = SessionManager.open(file())) {
                assertThat(left.ids()).isEmpty();
            }
        }
    }

    @Test
    void sessionsMayBeMovedAgain() {
        try (SessionManager sessions = SessionManager.open(memory())) {
            List<Session> all = create(sessions, 20);
            awaitEnd(sessions.moveTo(file()));
            all.forEach(session -> session.update(NAME, "", name -> name + "!"));
            awaitEnd(sessions.moveTo(redis()));
            assertThat(all).allMatch(session -> session.get(NAME, "").endsWith("!"));
            assertThat(sessions.stats().counters()).containsEntry("sessions-created", 20L);
        }
    }

    @Test
    void aTargetThatCannotBeReachedChangesNothing() {
        try (SessionManager sessions = SessionManager.open(memory())) {
            Session session = create(sessions, 1).get(0);
            assertThatThrownBy(() -> sessions.moveTo(redis("redis://localhost:1")))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll("nothing was moved", "localhost:1");
            assertThat(session.get(NAME)).contains("visitor 0");
            assertThat(sessions).hasToString("memory store, sessions live 24h");
            awaitEnd(sessions.moveTo(redis()));
        }
    }

    @Test
    void aStoreThatOthersWriteTooIsRefused() {
        try (SessionManager sessions = SessionManager.open(redis())) {
            assertThatThrownBy(() -> sessions.moveTo(file()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("redis store", "other processes", "REPLICAOF", "copy");
        }
    }

    @Test
    void aFileThatAnotherHasOpenIsRefused() {
        try (SessionManager sessions = SessionManager.open(file());
                SessionManager other = SessionManager.open(file())) {
            assertThatThrownBy(() -> sessions.moveTo(redis()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("coatcheck.db", "open in another process");
            assertThat(create(other, 1).get(0).isLive()).isTrue();
        }
    }

    @Test
    void anotherLifetimeIsRefused() {
        try (SessionManager sessions = SessionManager.open(memory())) {
            assertThatThrownBy(() -> sessions.moveTo(file("coatcheck.lifetime", "1h")))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("coatcheck.lifetime", "1h", "a move changes the store and nothing else");
            awaitEnd(sessions.moveTo(file("coatcheck.lifetime", "24h")));
        }
    }

    @Test
    void oneMoveAtATime() {
        try (RedisServer server = RedisServer.start();
                SessionManager sessions = SessionManager.open(memory())) {
            create(sessions, MANY);
            Move move = sessions.moveTo(redis(server.url()));
            server.pause();
            assertThatThrownBy(() -> sessions.moveTo(file()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("are being moved already");
            server.resume();
            awaitEnd(move);
        }
    }

    @Test
    void aMoveWaitsForATargetThatFailsAndTheRestGoesOn() {
        try (RedisServer server = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
                SessionManager sessions = SessionManager.open(memory())) {
            List<Session> all = create(sessions, 2_000);
            // short, since each moved session will be asked for in vain
            Move move = await().ignoreException(StoreUnavailableException.class)
                    .until(() -> sessions.moveTo(redis(server.url(), "moved", "20ms")), begun -> true);
            await().until(() -> move.moved() > 0);
            server.stop();
            awaitState(move, State.WAITING);
            int answered = 0;
            for (Session session : all) {
                try {
                    session.put(NUMBERS, List.of(1));
                    answered++;
                } catch (StoreUnavailableException e) {
                    assertThat(e).hasMessageContaining("localhost");
                }
            }
            // one may be on its way
            assertThat(2_000 - move.moved() - answered).isBetween(0L, 1L);
            server.restart();
            awaitEnd(move);
            assertThat(move.moved()).isEqualTo(2_000);
            try (SessionManager patient = SessionManager.open(redis(server.url(), "moved", "2s"))) {
                List<Session> there = all.stream()
                        .map(session -> patient.find(session.ticket()).orElseThrow())
                        .toList();
                assertThat(there.stream().filter(session -> session.get(NUMBERS).isPresent()))
                        .hasSize(answered);
                assertThat(there).allMatch(session -> session.get(NAME).isPresent());
            }
        }
    }

    @Test
    void aMoveThatIsCancelledBringsEverythingBack() {
        CoatcheckConfig target = redis();
        try (SessionManager sessions = SessionManager.open(memory())) {
            List<Session> all = create(sessions, MANY);
            Move move = sessions.moveTo(target);
            await().until(() -> move.moved() > 0);
            all.addAll(create(sessions, 10));
            move.cancel();
            awaitState(move, State.CANCELLED);
            assertThatThrownBy(() -> move.completion().toCompletableFuture().join())
                    .hasRootCauseInstanceOf(CancellationException.class);
            assertThat(sessions).hasToString("memory store, sessions live 24h");
            assertThat(all).allMatch(session -> session.get(NAME).isPresent());
            assertThat(move.moved()).isZero();
            try (SessionManager other = SessionManager.open(target)) {
                assertThat(other.ids()).isEmpty();
            }
            awaitEnd(sessions.moveTo(redis()));
            assertThat(all).allMatch(session -> session.get(NAME).isPresent());
        }
    }

    @Test
    void whatWasMovedWhenTheManagerIsClosedIsInTheTargetAndTheRestWhereItWas() {
        CoatcheckConfig target = redis();
        List<Session> all;
        Move move;
        try (SessionManager sessions = SessionManager.open(file())) {
            all = create(sessions, 1_000);
            move = sessions.moveTo(target);
            await().until(() -> move.moved() > 0);
        }
        assertThatThrownBy(() -> move.completion().toCompletableFuture().join())
                .hasRootCauseMessage("the manager was closed during the move; " + move.moved()
                        + " sessions were moved, and what was not is where it was");
        try (SessionManager moved = SessionManager.open(target);
                SessionManager left = SessionManager.open(file())) {
            assertThat(moved.ids().count()).isEqualTo(move.moved()).isPositive();
            assertThat(left.ids().count()).isEqualTo(1_000 - move.moved());
            assertThat(all)
                    .allMatch(session -> moved.find(session.ticket()).isPresent()
                            != left.find(session.ticket()).isPresent());
        }
    }

    @Test
    void theCompletionMayCloseTheManager() {
        SessionManager sessions = SessionManager.open(memory());
        create(sessions, 10);
        sessions.moveTo(redis())
                .completion()
                .thenRun(sessions::close)
                .toCompletableFuture()
                .join();
        assertThatThrownBy(sessions::ping).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sessions.moveTo(file())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsInTheWayInTheTargetIsReplaced() {
        CoatcheckConfig target = redis();
        try (SessionManager sessions = SessionManager.open(memory());
                DataStore server = new RedisDataStore(target)) {
            Session session = create(sessions, 1).get(0);
            server.create(session.id(), Duration.ofHours(1), List.of());
            awaitEnd(sessions.moveTo(target));
            assertThat(session.get(NAME)).contains("visitor 0");
        }
    }

    @Test
    void aListenerIsToldOfEndsInTheTargetToo() {
        List<String> expired = new CopyOnWriteArrayList<>();
        try (SessionManager sessions = SessionManager.open(file("coatcheck.lifetime", "3s"))) {
            sessions.addListener(new SessionListener() {
                @Override
                public void ended(String sessionId, EndReason reason) {
                    expired.add(sessionId + " " + reason);
                }
            });
            Session moved = create(sessions, 1).get(0);
            awaitEnd(sessions.moveTo(memory()));
            Session begun = create(sessions, 1).get(0);
            await().atMost(RedisServer.PATIENCE)
                    .untilAsserted(() -> assertThat(expired)
                            .containsExactlyInAnyOrder(moved.id() + " EXPIRED", begun.id() + " EXPIRED"));
        }
    }

    @Test
    void nothingIsToldOfSessionsThatAreHandedOver() {
        List<String> told = new CopyOnWriteArrayList<>();
        try (SessionManager sessions = SessionManager.open(memory())) {
            create(sessions, 200);
            sessions.addListener(new SessionListener() {
                @Override
                public void created(String sessionId) {
                    told.add("created");
                }

                @Override
                public void ended(String sessionId, EndReason reason) {
                    told.add(reason.toString());
                }
            });
            awaitEnd(sessions.moveTo(file()));
            awaitEnd(sessions.moveTo(memory()));
            assertThat(told).isEmpty();
            assertThat(sessions.stats().counters())
                    .containsEntry("sessions-created", 200L)
                    .containsEntry("sessions-ended", 0L)
                    .containsEntry("values-stored", 200L);
        }
    }

    @Test
    void aFileIsNotMovedToItself() {
        try (SessionManager sessions = SessionManager.open(file())) {
            Session session = create(sessions, 1).get(0);
            assertThatThrownBy(() -> sessions.moveTo(file())).hasMessageContaining("coatcheck.db");
            assertThat(session.get(NAME)).contains("visitor 0");
            session.put(NAME, "another");
            awaitEnd(sessions.moveTo(memory()));
            assertThat(session.get(NAME)).contains("another");
        }
    }

    @Test
    void whatIsToldOfASessionIsTheSameBeforeAndAfterTheMove() {
        try (SessionManager sessions = SessionManager.open(memory("coatcheck.idle-timeout", "1h"))) {
            Session session = create(sessions, 1).get(0);
            session.belongsTo("ann");
            session.idleTimeout(Duration.ofMinutes(10));
            SessionInfo before = sessions.info(session.id()).orElseThrow();
            for (CoatcheckConfig target : List.of(file(), redis())) {
                awaitEnd(sessions.moveTo(target));
                SessionInfo after = sessions.info(session.id()).orElseThrow();
                assertThat(after.created()).isEqualTo(before.created());
                assertThat(after.storedBytes()).isEqualTo(before.storedBytes());
                assertThat(after.remaining())
                        // a use gives a tenth more
                        .isLessThanOrEqualTo(Duration.ofMinutes(11))
                        .isGreaterThan(Duration.ofMinutes(9));
                assertThat(sessions.ownedBy("ann")).hasSize(1);
                assertThat(session.peek().get(NAME)).contains("visitor 0");
                assertThat(sessions.info(session.id()).orElseThrow().remaining())
                        .isLessThanOrEqualTo(after.remaining());
                assertThat(session.get(NAME)).contains("visitor 0");
                assertThat(session.remaining()).isGreaterThan(Duration.ofMinutes(9));
            }
        }
    }

    @Test
    void aValueThatWasToLiveAsLongAsItsSessionDoesNotLiveOnWithItAfterTheMove() {
        try (CurrentStore current = new CurrentStore(new MemoryDataStore())) {
            current.create(
                    "a",
                    Duration.ofHours(1),
                    List.of(Change.put("own", new byte[1], Duration.ofHours(1)), Change.put("with", new byte[1])));
            current.moveTo(() -> new RedisDataStore(redis()))
                    .completion()
                    .toCompletableFuture()
                    .join();
            current.extend("a", Duration.ofHours(2));
            List<Found> values = current.read("a", List.of(Want.of("own"), Want.of("with")))
                    .orElseThrow()
                    .values();
            assertThat(values.get(0).remaining()).isLessThanOrEqualTo(Duration.ofHours(1));
            assertThat(values.get(1).remaining()).isGreaterThan(Duration.ofMinutes(119));
        }
    }
}
