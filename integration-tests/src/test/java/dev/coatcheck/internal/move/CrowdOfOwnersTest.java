package dev.coatcheck.internal.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.EndReason;
import dev.coatcheck.Key;
import dev.coatcheck.Move.State;
import dev.coatcheck.Session;
import dev.coatcheck.SessionInfo;
import dev.coatcheck.SessionListener;
import dev.coatcheck.SessionManager;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.WriteResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sixteen threads work on sessions of owners while these are moved to a store in which another instance has sessions of the
 * same owners. Each owner is one thread's, so it knows exactly what must be found.
 */
class CrowdOfOwnersTest {
    private static final int THREADS = 16;
    private static final Key<Integer> NUMBER = Key.of("number", Integer.class);

    /** With a timeout, uses give sessions and their entries more time. */
    private static final CoatcheckConfig CONFIG = CoatcheckConfig.of(Map.of("coatcheck.idle-timeout", "1h"));

    private static final long SEED = Long.getLong("moves.seed", new Random().nextInt(1_000_000));

    @TempDir
    private Path directory;

    private final Set<String> endedTwice = ConcurrentHashMap.newKeySet();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final AtomicLong operations = new AtomicLong();

    /** Before that, nobody here knows of the other store. */
    private final AtomicBoolean hasBegun = new AtomicBoolean();

    private final class OwnedByThread {
        private final Random random;
        private final String owner;
        private final SessionManager here;
        private final SessionManager there;
        private final AtomicBoolean isOver;
        private final boolean cancelled;
        private final List<Session> mine = new ArrayList<>();
        private final List<Session> others = new ArrayList<>();
        private int number;

        OwnedByThread(int thread, SessionManager here, SessionManager there, AtomicBoolean isOver, boolean cancelled) {
            this.random = new Random(SEED + thread);
            this.owner = "owner " + thread;
            this.here = here;
            this.there = there;
            this.isOver = isOver;
            this.cancelled = cancelled;
            IntStream.range(0, 40).forEach(i -> login());
        }

        private void login() {
            Session session = here.create();
            session.put(NUMBER, ++number);
            session.belongsTo(owner);
            mine.add(session);
        }

        private void loginThere() {
            Session session = there.create();
            session.belongsTo(owner);
            others.add(session);
        }

        private static Set<String> ids(List<Session> sessions) {
            return sessions.stream().map(Session::id).collect(Collectors.toSet());
        }

        private Set<String> all() {
            Set<String> all = new HashSet<>(ids(mine));
            all.addAll(ids(others));
            return all;
        }

        private Set<String> ownedBy(SessionManager sessions) {
            return sessions.ownedBy(owner).stream().map(SessionInfo::id).collect(Collectors.toSet());
        }

        void run() {
            while (!isOver.get()) {
                step(random.nextInt(100));
                operations.incrementAndGet();
            }
        }

        private void step(int what) {
            if (what < 25 && mine.size() < 25) {
                login();
            } else if (what < 35 && others.size() < 10 && hasBegun.get()) {
                loginThere();
            } else if (what < 55) {
                Set<String> found = ownedBy(here);
                assertThat(found).as("of %s, here", owner).containsAll(ids(mine));
                assertThat(all()).as("of %s, here", owner).containsAll(found);
                // once it was cancelled, others' are none of this store's any more
                assertThat(cancelled || found.containsAll(all())).isTrue();
            } else if (what < 65) {
                assertThat(ownedBy(there)).containsAll(ids(others));
            } else if (what < 85 && !mine.isEmpty()) {
                Session used = mine.get(random.nextInt(mine.size()));
                assertThat(here.find(used.ticket()).flatMap(found -> found.get(NUMBER)))
                        .isPresent();
                used.update(NUMBER, 0, before -> before + 1);
            } else if (what < 92 && !mine.isEmpty()) {
                Session leaving = mine.remove(random.nextInt(mine.size()));
                leaving.end();
                assertThat(here.find(leaving.ticket())).isEmpty();
            } else if (what < 95) {
                assertThat(here.endAll(owner))
                        .as("of %s", owner)
                        .isBetween(mine.size() + (cancelled ? 0 : others.size()), mine.size() + others.size());
                assertOver(mine, here);
                mine.clear();
                forgetOthersThatAreOver();
            } else if (what < 97 && mine.size() > 1) {
                Session last = mine.get(0);
                assertThat(last.endOthers())
                        .isBetween(mine.size() - 1 + (cancelled ? 0 : others.size()), mine.size() + others.size() - 1);
                mine.subList(1, mine.size()).clear();
                forgetOthersThatAreOver();
                assertThat(here.find(last.ticket())).isPresent();
            } else if (what < 98) {
                // ends what is in the target, or about to be
                there.endAll(owner);
                assertOver(others, there);
                others.clear();
                mine.removeIf(session -> here.find(session.ticket()).isEmpty());
            }
        }

        private void forgetOthersThatAreOver() {
            others.removeIf(session -> there.find(session.ticket()).isEmpty());
            assertThat(cancelled || others.isEmpty()).isTrue();
        }

        private void assertOver(List<Session> sessions, SessionManager manager) {
            assertThat(sessions)
                    .allMatch(session -> manager.find(session.ticket()).isEmpty());
        }

        /** Nobody else works any more. */
        void lookAtRest(boolean areMovedThere) {
            assertThat(ownedBy(here)).isEqualTo(areMovedThere ? all() : ids(mine));
            assertThat(ownedBy(there)).isEqualTo(areMovedThere ? all() : ids(others));
            assertThat(there.endAll(owner)).isEqualTo(areMovedThere ? mine.size() + others.size() : others.size());
            assertThat(here.endAll(owner)).isEqualTo(areMovedThere ? 0 : mine.size());
        }
    }

    private DataStore source(boolean inFile) {
        return inFile ? new SqliteDataStore(directory.resolve("source.db")) : new MemoryDataStore();
    }

    /** So that there is much to be met in the middle. */
    private static DataStore slow(DataStore store) {
        return new DelegatingStore(store) {
            @Override
            public boolean create(String id, Duration lifetime, List<Change> first) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
                return super.create(id, lifetime, first);
            }

            @Override
            public WriteResult write(String id, List<Change> changes) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
                return super.write(id, changes);
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, false",
        "true, false, false",
        "false, true, false",
        "false, false, true",
        "true, true, true"
    })
    void allSessionsOfAnOwnerAreFoundAtAnyMoment(boolean fromFile, boolean toFile, boolean cancelled) throws Exception {
        DataStore memory = new MemoryDataStore();
        DataStore target = slow(toFile ? new SqliteDataStore(directory.resolve("target.db")) : new SharedStore(memory));
        DataStore targetOfOthers =
                toFile ? new SqliteDataStore(directory.resolve("target.db")) : new SharedStore(memory);
        CurrentStore current = new CurrentStore(source(fromFile));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (SessionManager here = new SessionManager(current, CONFIG);
                SessionManager there = new SessionManager(targetOfOthers, CONFIG)) {
            here.addListener(new SessionListener() {
                @Override
                public void ended(String sessionId, EndReason reason) {
                    if (!ended.add(sessionId)) {
                        endedTwice.add(sessionId);
                    }
                }
            });
            AtomicBoolean isOver = new AtomicBoolean();
            List<OwnedByThread> owners = IntStream.range(0, THREADS)
                    .mapToObj(thread -> new OwnedByThread(thread, here, there, isOver, cancelled))
                    .toList();
            List<Future<?>> working = new ArrayList<>();
            owners.forEach(owner -> working.add(threads.submit(owner::run)));
            Mover mover = current.moveTo(() -> target);
            hasBegun.set(true);
            if (cancelled) {
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> mover.moved() > 20 || mover.state() == State.DONE);
                mover.cancel();
            }
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> mover.state() == State.DONE || mover.state() == State.CANCELLED || isOneDone(working));
            State end = mover.state();
            isOver.set(true);
            for (Future<?> owner : working) {
                owner.get();
            }
            owners.forEach(owner -> owner.lookAtRest(end == State.DONE));
            assertThat(endedTwice).isEmpty();
            try (var left = there.ids()) {
                assertThat(left).as("seed %d", SEED).isEmpty();
            }
            System.out.printf("Crowd of owners, seed %d: %d operations, %s%n", SEED, operations.get(), end);
        } finally {
            threads.shutdownNow();
            memory.close();
        }
    }

    private static boolean isOneDone(List<Future<?>> working) {
        return working.stream().anyMatch(Future::isDone);
    }
}
