package dev.coatcheck.internal.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Move.State;
import dev.coatcheck.Session;
import dev.coatcheck.SessionInfo;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a user has sessions in both stores of a move, all of them are found in either, step by step. */
class MovedOwnersTest {
    private static final CoatcheckConfig CONFIG = CoatcheckConfig.of(Map.of());
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final String ANN = "ann";

    private final MemoryDataStore source = new MemoryDataStore();
    private final MemoryDataStore memory = new MemoryDataStore();
    private final DataStore target = new SharedStore(memory);
    private final HandOver handOver = new HandOver(source, target);
    private final MovingStore moving = new MovingStore(source, EpochStore.of(target, 1), handOver);
    private final SessionManager here = new SessionManager(moving, CONFIG);
    private final SessionManager there = new SessionManager(target, CONFIG);

    @AfterEach
    void close() {
        here.close();
        there.close();
        memory.close();
    }

    private static Session login(SessionManager sessions) {
        Session session = sessions.create();
        session.put(NAME, "one");
        session.belongsTo(ANN);
        return session;
    }

    /** In the source, as before the move. */
    private Session loginBefore() {
        return login(new SessionManager(new SharedStore(source), CONFIG));
    }

    private static Set<String> ownedIn(DataStore store) {
        return Set.copyOf(new SessionManager(new SharedStore(store), CONFIG)
                .ownedBy(ANN).stream().map(SessionInfo::id).toList());
    }

    private static List<String> owned(SessionManager sessions) {
        return sessions.ownedBy(ANN).stream().map(SessionInfo::id).toList();
    }

    private static List<String> listed(DataStore store) {
        return List.copyOf(store.names(Owner.of(ANN).indexId()));
    }

    private void carry(Session... sessions) {
        for (Session session : sessions) {
            moving.carry(session.id());
        }
    }

    private void carryList() {
        moving.carry(Owner.of(ANN).indexId());
    }

    private static String[] ids(Session... sessions) {
        return Stream.of(sessions).map(Session::id).toArray(String[]::new);
    }

    @Test
    void aSessionThatWasHandedOverIsOnTheListThatItsOwnerHasThere() {
        Session one = login(there);
        Session two = loginBefore();
        carry(two);
        assertThat(owned(there)).containsExactlyInAnyOrder(ids(one, two));
        assertThat(owned(here)).containsExactlyInAnyOrder(ids(one, two));
        assertThat(there.endAll(ANN)).isEqualTo(2);
        assertThat(here.find(two.ticket())).isEmpty();
    }

    @Test
    void whoMovesFindsTheSessionsOfBothStores() {
        Session one = login(there);
        Session two = loginBefore();
        Session three = loginBefore();
        assertThat(owned(here)).containsExactlyInAnyOrder(ids(one, two, three));
        carry(two);
        assertThat(owned(here)).containsExactlyInAnyOrder(ids(one, two, three));
        carry(three);
        carryList();
        assertThat(owned(here)).containsExactlyInAnyOrder(ids(one, two, three));
        assertThat(here.endAll(ANN)).isEqualTo(3);
        assertThat(owned(there)).isEmpty();
        assertThat(memory.ids()).isEmpty();
    }

    @Test
    void endingAllOfAnOwnerInTheMiddleEndsThemInBothStoresAndLeavesNoList() {
        login(there);
        Session two = loginBefore();
        loginBefore();
        carry(two);
        assertThat(here.endAll(ANN)).isEqualTo(3);
        assertThat(memory.ids()).isEmpty();
        assertThat(source.ids()).isEmpty();
    }

    @Test
    void aSessionThatBeginsDuringTheMoveIsOnTheListOfItsStore() {
        Session before = loginBefore();
        Session during = login(here);
        assertThat(owned(there)).containsExactly(ids(during));
        assertThat(owned(here)).containsExactlyInAnyOrder(ids(before, during));
        carry(before);
        assertThat(owned(there)).containsExactlyInAnyOrder(ids(before, during));
    }

    @Test
    void aSessionThatIsGivenToAnOwnerDuringTheMoveIsFoundBeforeAndAfterItWasHandedOver() {
        Session session = loginBefore();
        session.belongsTo("bob");
        Session same = here.find(session.ticket()).orElseThrow();
        login(there);
        same.belongsTo(ANN);
        assertThat(owned(here)).hasSize(2).contains(session.id());
        // whoever ends an owner's sessions in the target finds none there yet
        assertThat(there.endAll(ANN)).isEqualTo(1);
        assertThat(owned(here)).containsExactly(session.id());
        carry(session);
        assertThat(owned(here)).containsExactly(session.id());
        assertThat(there.endAll(ANN)).isEqualTo(1);
    }

    @Test
    void aListIsGivenBackWithItsLastSession() {
        Session one = loginBefore();
        Session two = login(here);
        carry(one);
        here.find(one.ticket()).orElseThrow().end();
        two.end();
        assertThat(source.ids()).isEmpty();
        assertThat(memory.ids()).isEmpty();
    }

    @Test
    void aSessionThatComesBackLeavesTheListOfOthersAsItWas() {
        Session others = login(there);
        Session two = loginBefore();
        carry(two);
        carryList();
        Session begun = login(here);
        moving.turnBack(EpochStore.of(source, 2));
        carry(two, begun);
        carryList();
        assertThat(owned(there)).containsExactly(ids(others));
        assertThat(listed(memory)).containsExactly(ids(others));
        assertThat(ownedIn(source)).containsExactlyInAnyOrder(ids(two, begun));
        assertThat(there.endAll(ANN)).isEqualTo(1);
    }

    @Test
    void anEntryNeverGetsLessTimeThanItsSession() {
        Session session = loginBefore();
        source.extend(session.id(), Duration.ofHours(30));
        source.write(
                Owner.of(ANN).indexId(), List.of(Change.put(session.id(), "true".getBytes(StandardCharsets.US_ASCII))));
        source.extend(Owner.of(ANN).indexId(), Duration.ofHours(40));
        carry(session);
        Slice entry = memory.read(Owner.of(ANN).indexId(), List.of(Want.presence(session.id())))
                .orElseThrow();
        // somebody was about to give the session that time
        assertThat(entry.values().get(0).remaining()).isGreaterThan(Duration.ofHours(39));
    }

    /** Fails once so many sessions were brought there. */
    private static final class Failing extends SharedStore {
        private final int sessions;
        private final AtomicInteger created = new AtomicInteger();
        private final AtomicBoolean fails = new AtomicBoolean();

        Failing(DataStore store, int sessions) {
            super(store);
            this.sessions = sessions;
        }

        private void requireUp() {
            if (fails.get()) {
                throw new StoreUnavailableException("the target is away");
            }
        }

        @Override
        public boolean create(String id, Duration lifetime, List<Change> first) {
            requireUp();
            if (Ticket.isId(id) && created.incrementAndGet() > sessions) {
                fails.set(true);
                requireUp();
            }
            return super.create(id, lifetime, first);
        }

        @Override
        public Optional<Slice> read(String id, List<Want> wants) {
            requireUp();
            return super.read(id, wants);
        }

        @Override
        public WriteResult write(String id, List<Change> changes) {
            requireUp();
            return super.write(id, changes);
        }

        @Override
        public boolean extend(String id, Duration lifetime) {
            requireUp();
            return super.extend(id, lifetime);
        }

        @Override
        public boolean prolong(String id, Duration atLeast) {
            requireUp();
            return super.prolong(id, atLeast);
        }

        @Override
        public Set<String> names(String id) {
            requireUp();
            return super.names(id);
        }

        @Override
        public boolean delete(String id) {
            requireUp();
            return super.delete(id);
        }

        @Override
        public boolean deleteIfEmpty(String id) {
            requireUp();
            return super.deleteIfEmpty(id);
        }

        @Override
        public void ping() {
            requireUp();
        }
    }

    @Test
    void whileTheTargetFailsSessionsThatAreNotThereYetAreUsedGivenToOwnersAndEnded() {
        try (CurrentStore current = new CurrentStore(new MemoryDataStore());
                // with such a timeout every use gives a session more time, and its entry first
                SessionManager sessions =
                        new SessionManager(current, CoatcheckConfig.of(Map.of("coatcheck.idle-timeout", "1h")))) {
            List<Session> all = new ArrayList<>();
            IntStream.range(0, 40).forEach(i -> {
                Session session = sessions.create();
                session.belongsTo("owner " + i);
                current.extend(session.id(), Duration.ofMinutes(5));
                all.add(session);
            });
            Mover mover = current.moveTo(() -> new Failing(memory, 10));
            await().until(() -> mover.state() == State.WAITING);
            assertThat(mover.moved()).isEqualTo(10);
            List<Session> refused = new ArrayList<>();
            for (Session session : all) {
                try {
                    assertThat(sessions.find(session.ticket())).isPresent();
                    session.put(NAME, "used");
                    session.belongsTo("another");
                    session.end();
                } catch (StoreUnavailableException e) {
                    refused.add(session);
                }
            }
            // and the one that is on its way
            assertThat(refused).hasSizeBetween(10, 11);
        }
    }

    @Test
    void aMoveThatIsCancelledInTheMiddleLeavesTheListsOfOthersAsTheyWere() throws InterruptedException {
        CountDownLatch isCancelled = new CountDownLatch(1);
        AtomicInteger created = new AtomicInteger();
        DataStore slow = new SharedStore(memory) {
            @Override
            public boolean create(String id, Duration lifetime, List<Change> first) {
                if (created.incrementAndGet() == 20) {
                    awaitLatch(isCancelled);
                }
                return super.create(id, lifetime, first);
            }
        };
        Session others = login(there);
        try (CurrentStore current = new CurrentStore(new MemoryDataStore());
                SessionManager sessions = new SessionManager(current, CONFIG)) {
            Session[] mine =
                    IntStream.range(0, 40).mapToObj(i -> login(sessions)).toArray(Session[]::new);
            Mover mover = current.moveTo(() -> slow);
            await().until(() -> created.get() == 20);
            mover.cancel();
            isCancelled.countDown();
            await().until(() -> mover.state() == State.CANCELLED);
            assertThat(owned(sessions)).containsExactlyInAnyOrder(ids(mine));
            assertThat(listed(memory)).containsExactly(ids(others));
            assertThat(owned(there)).containsExactly(ids(others));
            assertThat(memory.ids()).hasSize(2);
            assertThat(sessions.endAll(ANN)).isEqualTo(40);
            assertThat(there.endAll(ANN)).isEqualTo(1);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
