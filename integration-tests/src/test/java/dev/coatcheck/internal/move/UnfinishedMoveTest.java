package dev.coatcheck.internal.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Move;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.internal.move.Standing.State;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.ClaimableStore;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A move ended while a session was on its way, and the next one has the same target, or another. */
class UnfinishedMoveTest {
    private static final Key<String> NAME = Key.of("name", String.class);

    private final DataStore source = new MemoryDataStore();
    private final DataStore target = new MemoryDataStore();
    private final DataStore other = new MemoryDataStore();
    private final String ticket;
    private final String id;

    UnfinishedMoveTest() {
        Session session = new SessionManager(source, CoatcheckConfig.of(Map.of())).create();
        session.put(NAME, "one");
        ticket = session.ticket();
        id = session.id();
    }

    @AfterEach
    void closeStores() {
        Stream.of(source, target, other).forEach(DataStore::close);
    }

    /** A store that outlives its process, and can be claimed. */
    private static class Source extends SharedStore implements ClaimableStore {
        Source(DataStore store) {
            super(store);
        }

        @Override
        public Claim claim() {
            return () -> {};
        }
    }

    /** Fails at each write to what arrives there. */
    private DataStore failing(DataStore store) {
        return new Source(store) {
            @Override
            public WriteResult write(String session, List<Change> changes) {
                if (session.equals(id) && Standing.in(store, id).is(State.ARRIVING)) {
                    throw new StoreUnavailableException("it is down");
                }
                return super.write(session, changes);
            }
        };
    }

    private void endOnTheWayForth() {
        try (CurrentStore current = new CurrentStore(new Source(source))) {
            current.moveTo(() -> failing(new SharedStore(target)));
            await().until(() -> Standing.in(source, id).is(State.DEPARTED));
        }
        assertThat(Standing.in(target, id).state()).isEqualTo(State.ARRIVING);
    }

    private void endOnTheWayBack() {
        String another = "another";
        DataStore takesOne = new SharedStore(target) {
            @Override
            public boolean create(String session, Duration lifetime, List<Change> first) {
                if (session.equals(id)) {
                    source.create(another, lifetime, List.of());
                }
                if (session.equals(another)) {
                    throw new StoreUnavailableException("it takes no more");
                }
                return super.create(session, lifetime, first);
            }
        };
        try (CurrentStore current = new CurrentStore(failing(source))) {
            Mover mover = current.moveTo(() -> takesOne);
            await().until(() -> mover.moved() == 1);
            mover.cancel();
            await().until(() -> Standing.in(target, id).is(State.DEPARTED));
        }
        assertThat(Standing.in(source, id).state()).isEqualTo(State.ARRIVING);
        source.delete(another);
    }

    private void move(DataStore to) {
        try (CurrentStore current = new CurrentStore(new Source(source))) {
            current.moveTo(() -> new SharedStore(to))
                    .completion()
                    .toCompletableFuture()
                    .join();
        }
    }

    private void assertThatAnotherTargetIsRefused() {
        State inSource = Standing.in(source, id).state();
        State inTarget = Standing.in(target, id).state();
        assertThatThrownBy(() -> move(other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a move to another store was not completed");
        assertThat(List.of(
                        Standing.in(source, id).state(), Standing.in(target, id).state()))
                .containsExactly(inSource, inTarget);
        assertThat(other.ids()).isEmpty();
    }

    private void assertThatItIsAloneIn(DataStore store) {
        assertThat(Stream.of(source, target, other).flatMap(DataStore::ids)).containsExactly(id);
        assertThat(new SessionManager(store, CoatcheckConfig.of(Map.of())).find(ticket))
                .hasValueSatisfying(session -> assertThat(session.get(NAME)).contains("one"));
    }

    @Test
    void whatWasOnItsWayIsNotLostToAMoveToAnotherStore() {
        endOnTheWayForth();
        assertThatAnotherTargetIsRefused();
        move(target);
        assertThatItIsAloneIn(target);
    }

    @Test
    void whatWasOnItsWayBackIsNotLostToAMoveToAnotherStore() {
        endOnTheWayBack();
        assertThatAnotherTargetIsRefused();
        move(target);
        assertThatItIsAloneIn(target);
    }

    @Test
    void whatWasEndedInTheTargetMeanwhileStaysEnded() {
        endOnTheWayForth();
        target.delete(id);
        move(target);
        assertThat(Stream.of(source, target).flatMap(DataStore::ids)).isEmpty();
    }

    @Test
    void onceItsTimeIsOverAnyStoreWillDo() {
        endOnTheWayForth();
        source.delete(id);
        move(other);
        assertThat(Stream.of(source, other).flatMap(DataStore::ids)).isEmpty();
    }

    @Test
    void whereNothingWasOnItsWayAnyStoreWillDo() {
        endOnTheWayForth();
        new HandOver(source, target).reconcile(id);
        new HandOver(target, source).carry(id, new HandOver(target, source).forth());
        assertThat(Standing.in(source, id).state()).isEqualTo(State.IN_USE);
        move(other);
        assertThat(new SessionManager(other, CoatcheckConfig.of(Map.of())).find(ticket))
                .isPresent();
        assertThat(other.ids()).containsExactly(id);
    }

    @Test
    void movesOfSeveralSourcesIntoOneTargetAreToldApart() {
        endOnTheWayForth();
        DataStore second = new MemoryDataStore();
        try (CurrentStore current = new CurrentStore(second)) {
            current.moveTo(() -> new SharedStore(target))
                    .completion()
                    .toCompletableFuture()
                    .join();
        }
        move(target);
        assertThatItIsAloneIn(target);
    }

    @Test
    void aMoveThatIsOverLeavesNothingButTheSessions() {
        move(target);
        assertThatItIsAloneIn(target);
    }

    @Test
    void aMoveThatWasCancelledLeavesNothing() {
        DataStore full = new SharedStore(target) {
            @Override
            public boolean create(String session, Duration lifetime, List<Change> first) {
                if (session.equals(id)) {
                    throw new StoreUnavailableException("it takes no more");
                }
                return super.create(session, lifetime, first);
            }
        };
        try (CurrentStore current = new CurrentStore(new Source(source))) {
            Mover mover = current.moveTo(() -> full);
            await().until(() -> mover.state() == Move.State.WAITING);
            mover.cancel();
            await().until(() -> mover.state() == Move.State.CANCELLED);
        }
        assertThatItIsAloneIn(source);
    }

    private void assertThatNobodyFindsItIn(DataStore store) {
        SessionManager sessions = new SessionManager(store, CoatcheckConfig.of(Map.of()));
        assertThat(sessions.find(ticket)).isEmpty();
        assertThat(sessions.findById(id)).isEmpty();
        assertThat(sessions.info(id)).isEmpty();
        assertThat(sessions.ownedBy("ann")).isEmpty();
    }

    @Test
    void whatIsOnItsWayIsInNeitherStoreMeanwhileWhoeverAsks() {
        SessionManager sessions = new SessionManager(source, CoatcheckConfig.of(Map.of()));
        sessions.findById(id).orElseThrow().belongsTo("ann");
        endOnTheWayForth();
        assertThatNobodyFindsItIn(source);
        assertThatNobodyFindsItIn(target);
        move(target);
        SessionManager there = new SessionManager(target, CoatcheckConfig.of(Map.of()));
        assertThat(there.findById(id)).isPresent();
        assertThat(there.ownedBy("ann")).hasSize(1);
    }
}
