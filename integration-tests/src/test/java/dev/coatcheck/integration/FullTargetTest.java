package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Move;
import dev.coatcheck.Move.State;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.internal.move.CurrentStore;
import dev.coatcheck.internal.move.Mover;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.DataStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.RedisClient;

/** The target of a move has room for some of the sessions only: nobody misses one, and the way back is open. */
class FullTargetTest {
    private static final Key<byte[]> LARGE = Key.of("large", byte[].class);
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final int COUNT = 60;
    private static final int BYTES = 100_000;
    private static final int ROOM = 3_000_000;

    @TempDir
    private Path directory;

    private final RedisServer server = RedisServer.start();
    private final RedisClient redis = RedisClient.create(server.url());
    private final Random random = new Random(7);

    @AfterEach
    void close() {
        redis.close();
        server.close();
    }

    /** A store that has room for less than all. */
    enum Target {
        FILE {
            @Override
            CoatcheckConfig config(FullTargetTest test) {
                return test.file("target.db", "coatcheck.sqlite.max-bytes", String.valueOf(ROOM));
            }
        },
        MEMORY {
            @Override
            CoatcheckConfig config(FullTargetTest test) {
                return CoatcheckConfig.of(
                        Map.of("coatcheck.store", "memory", "coatcheck.memory.max-bytes", String.valueOf(ROOM)));
            }
        },
        REDIS {
            @Override
            CoatcheckConfig config(FullTargetTest test) {
                test.letServerHave(ROOM);
                return test.redis();
            }
        };

        abstract CoatcheckConfig config(FullTargetTest test);
    }

    private CoatcheckConfig file(String name, String... more) {
        return CoatcheckConfig.of(
                more.length == 0
                        ? Map.of("coatcheck.store", "sqlite", "coatcheck.sqlite.file", path(name))
                        : Map.of("coatcheck.store", "sqlite", "coatcheck.sqlite.file", path(name), more[0], more[1]));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private CoatcheckConfig redis() {
        return CoatcheckConfig.of(Map.of("coatcheck.store", "redis", "coatcheck.redis.url", server.url()));
    }

    /** So many bytes beside what it has now. */
    private void letServerHave(long bytes) {
        String used = redis.info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .findFirst()
                .orElseThrow();
        redis.configSet("maxmemory", String.valueOf(Long.parseLong(used.substring(used.indexOf(':') + 1)) + bytes));
    }

    private SessionManager openSource() {
        return SessionManager.open(file("source.db"));
    }

    private Session create(SessionManager sessions, String name) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        Session session = sessions.create();
        session.batch().put(LARGE, bytes).put(NAME, name).commit();
        return session;
    }

    private List<Session> create(SessionManager sessions) {
        return new ArrayList<>(IntStream.range(0, COUNT)
                .mapToObj(i -> create(sessions, "visitor"))
                .toList());
    }

    private static void assertAllAreRead(SessionManager sessions, List<Session> all) {
        assertThat(all).allSatisfy(session -> {
            Session found = sessions.find(session.ticket()).orElseThrow();
            assertThat(found.get(NAME)).isPresent();
            assertThat(found.get(LARGE).orElseThrow()).hasSize(BYTES);
        });
    }

    private static void awaitState(Move move, State state) {
        await().atMost(RedisServer.PATIENCE).until(() -> move.state() == state);
    }

    private static void awaitThatItIsFull(Move move) {
        awaitState(move, State.WAITING);
        assertThat(move.moved()).isLessThan(COUNT);
    }

    @ParameterizedTest
    @EnumSource
    void everySessionIsReadWhereverItIsAndAllComeBack(Target target) {
        try (SessionManager sessions = openSource()) {
            List<Session> all = create(sessions);
            all.subList(0, 5).forEach(session -> session.belongsTo("ann"));
            Move move = sessions.moveTo(target.config(this));
            awaitThatItIsFull(move);
            assertThat(move.moved()).isPositive();
            // it has less than it had, as if others had filled it
            redis.configSet("maxmemory", "1");
            assertAllAreRead(sessions, all);
            all.forEach(Session::renew);
            assertAllAreRead(sessions, all);
            assertThat(sessions.ownedBy("ann")).hasSize(5);
            all.get(7).end();
            move.cancel();
            awaitState(move, State.CANCELLED);
            all.remove(7);
            assertAllAreRead(sessions, all);
            assertThat(sessions.ids()).hasSize(COUNT - 1);
            assertThat(sessions.endAll("ann")).isEqualTo(5);
            assertThat(sessions).hasToString("sqlite store, sessions live 24h");
        }
        assertThat(redis.dbSize()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theMoveGoesOnWhenSessionsThatAreThereHaveEnded(Target target) {
        try (SessionManager sessions = openSource()) {
            List<Session> all = create(sessions);
            Move move = sessions.moveTo(target.config(this));
            awaitThatItIsFull(move);
            // wherever each of them is: enough of them are there
            all.subList(10, COUNT).forEach(Session::end);
            awaitState(move, State.DONE);
            assertAllAreRead(sessions, all.subList(0, 10));
            assertThat(sessions.ids()).hasSize(10);
        }
    }

    @Test
    void theMoveGoesOnWhenTheServerMayHaveMore() {
        try (SessionManager sessions = openSource()) {
            List<Session> all = create(sessions);
            letServerHave(ROOM);
            Move move = sessions.moveTo(redis());
            awaitThatItIsFull(move);
            assertAllAreRead(sessions, all);
            redis.configSet("maxmemory", "0");
            awaitState(move, State.DONE);
            assertAllAreRead(sessions, all);
            assertThat(move.moved()).isEqualTo(COUNT);
        }
    }

    /** The server has had room for it, and then has none for anything. */
    @Test
    void theSessionThatHasFilledTheServerIsInUseThere() {
        Key<Integer> count = Key.of("count", Integer.class);
        try (CurrentStore current = new CurrentStore(new MemoryDataStore());
                SessionManager sessions = new SessionManager(current, CoatcheckConfig.of(Map.of()))) {
            List<Session> all = create(sessions);
            Mover move = current.moveTo(this::filledByEachSession);
            await().atMost(RedisServer.PATIENCE).until(() -> move.state() == State.WAITING);
            assertThat(move.moved()).isEqualTo(1);
            assertAllAreRead(sessions, all);
            Session moved = sessions.findById(idsInServer().get(0)).orElseThrow();
            assertThatThrownBy(() -> moved.put(count, 1)).isInstanceOf(StoreFullException.class);
            assertThat(moved.remove(NAME)).isTrue();
            all.removeIf(session -> session.id().equals(moved.id()));
            move.cancel();
            await().atMost(RedisServer.PATIENCE).until(() -> move.state() == State.CANCELLED);
            moved.put(count, 1);
            assertThat(moved.names()).containsExactlyInAnyOrder("large", "count");
            assertAllAreRead(sessions, all);
            assertThat(redis.dbSize()).isZero();
        }
    }

    private DataStore filledByEachSession() {
        return Watched.after(new RedisDataStore(redis()), (method, id) -> {
            if (method.equals("create") && !CurrentStore.isNote(id)) {
                redis.configSet("maxmemory", "1");
            }
        });
    }

    private List<String> idsInServer() {
        try (DataStore store = new RedisDataStore(redis());
                Stream<String> ids = store.ids()) {
            return ids.filter(id -> !CurrentStore.isNote(id)).toList();
        }
    }

    @Test
    void aMoveToATargetThatWasFullFromTheBeginningIsCancelled() {
        try (SessionManager sessions = openSource()) {
            List<Session> all = create(sessions);
            redis.configSet("maxmemory", "1");
            Move move = sessions.moveTo(redis());
            awaitThatItIsFull(move);
            assertThatThrownBy(() -> create(sessions, "new")).isInstanceOf(StoreFullException.class);
            move.cancel();
            awaitState(move, State.CANCELLED);
            all.add(create(sessions, "new"));
            assertAllAreRead(sessions, all);
        }
        assertThat(redis.dbSize()).isZero();
    }

    @Test
    void whatHasBegunInATargetThatHadNoRoomForTheMovesOwnNoteComesBack() {
        try (CurrentStore current = new CurrentStore(new MemoryDataStore());
                SessionManager sessions = new SessionManager(current, CoatcheckConfig.of(Map.of()))) {
            Session before = create(sessions, "before");
            Mover move = current.moveTo(() -> Watched.before(new RedisDataStore(redis()), (method, id) -> {
                if (method.equals("create") && CurrentStore.isNote(id)) {
                    throw new StoreFullException("it has no room for that");
                }
            }));
            await().atMost(RedisServer.PATIENCE).until(() -> move.state() == State.WAITING);
            Session begun = create(sessions, "begun");
            begun.belongsTo("ann");
            assertThat(idsInServer()).contains(begun.id());
            move.cancel();
            await().atMost(RedisServer.PATIENCE).until(() -> move.state() == State.CANCELLED);
            assertAllAreRead(sessions, List.of(before, begun));
            assertThat(sessions.ownedBy("ann")).hasSize(1);
            assertThat(redis.dbSize()).isZero();
        }
    }
}
