package dev.coatcheck.internal.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.store.DataStore;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A session's hand-over fails, or its process dies, at each of its steps. */
class HandOverTest {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final int CALLS = 10;

    private final DataStore source = new MemoryDataStore();
    private final DataStore target = new MemoryDataStore();
    private final HandOver wellDone = new HandOver(source, target);
    private final String ticket;
    private final String id;

    HandOverTest() {
        Session session = new SessionManager(source, CoatcheckConfig.of(Map.of())).create();
        session.put(NAME, "one");
        ticket = session.ticket();
        id = session.id();
    }

    @AfterEach
    void closeStores() {
        source.close();
        target.close();
    }

    private static Stream<Arguments> steps() {
        return Stream.of(true, false)
                .flatMap(back -> Stream.of(true, false)
                        .flatMap(afterwards -> Stream.iterate(1, step -> step + 1)
                                .limit(CALLS)
                                .map(step -> Arguments.of(step, afterwards, back))));
    }

    /** What somebody finds who has this store alone. */
    private static boolean opens(DataStore store, String ticket) {
        return new SessionManager(store, CoatcheckConfig.of(Map.of()))
                .find(ticket)
                .isPresent();
    }

    private Way way(HandOver handOver, boolean back) {
        return back ? handOver.back() : handOver.forth();
    }

    private void fail(FailingStore failing, boolean back) {
        if (back) {
            wellDone.carry(id, wellDone.forth());
        }
        HandOver handOver = new HandOver(failing.of(source), failing.of(target));
        try {
            handOver.carry(id, way(handOver, back));
        } catch (StoreUnavailableException e) {
            assertThat(failing.hasFailed()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void noStepLeavesASessionInUseInBothStores(int step, boolean afterwards, boolean back) {
        fail(new FailingStore(step, afterwards), back);
        assertThat(List.of(opens(source, ticket), opens(target, ticket))).isNotEqualTo(List.of(true, true));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void whateverWasLeftTheNextMoveBringsToItsEnd(int step, boolean afterwards, boolean back) {
        fail(new FailingStore(step, afterwards), back);
        wellDone.reconcile(id);
        assertThat(opens(source, ticket)).isNotEqualTo(opens(target, ticket));
        wellDone.carry(id, wellDone.forth());
        assertThat(opens(target, ticket)).isTrue();
        assertThat(source.ids()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void whatSomebodyHasEndedInOneStoreDoesNotComeBackFromTheOther(int step, boolean afterwards, boolean back) {
        fail(new FailingStore(step, afterwards), back);
        for (DataStore alone : List.of(source, target)) {
            boolean wasThere = opens(alone, ticket);
            new SessionManager(alone, CoatcheckConfig.of(Map.of())).find(ticket).ifPresent(Session::end);
            if (wasThere) {
                wellDone.reconcile(id);
                wellDone.carry(id, wellDone.forth());
                assertThat(List.of(opens(source, ticket), opens(target, ticket)))
                        .containsOnly(false);
                assertThat(target.ids()).isEmpty();
                return;
            }
        }
        // nobody could end it: it is on its way
        wellDone.reconcile(id);
        assertThat(opens(source, ticket)).isNotEqualTo(opens(target, ticket));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void callersGoOnWhateverHasFailed(int step, boolean afterwards, boolean back) {
        if (back) {
            wellDone.carry(id, wellDone.forth());
        }
        FailingStore failing = new FailingStore(step, afterwards);
        DataStore one = failing.of(source);
        DataStore other = failing.of(target);
        HandOver handOver = new HandOver(one, other);
        MovingStore moving = new MovingStore(one, EpochStore.of(other, 1), handOver);
        if (back) {
            moving.turnBack(EpochStore.of(one, 2));
        }
        SessionManager sessions = new SessionManager(moving, CoatcheckConfig.of(Map.of()));
        try {
            moving.carry(id);
        } catch (StoreUnavailableException e) {
            assertThat(failing.hasFailed()).isTrue();
        }
        failing.heal();
        Session session = sessions.find(ticket).orElseThrow();
        assertThat(session.get(NAME)).contains("one");
        session.put(NAME, "two");
        moving.carry(id);
        assertThat(session.get(NAME)).contains("two");
        String next = session.renew();
        assertThat(opens(back ? source : target, next)).isTrue();
        assertThat(opens(back ? target : source, next)).isFalse();
        assertThat(handOver.doubtful()).isEmpty();
        session.end();
        assertThat(Stream.concat(source.ids(), target.ids())).isEmpty();
    }

    @Test
    void whatWasEndedBeforeTheNextTryIsNotInTheTarget() {
        HandOver handOver = new HandOver(source, new FailingStore(2, true).of(target));
        MovingStore moving = new MovingStore(source, EpochStore.of(target, 1), handOver);
        assertThatThrownBy(() -> moving.carry(id)).isInstanceOf(StoreUnavailableException.class);
        assertThat(target.ids()).isNotEmpty();
        SessionManager sessions = new SessionManager(moving, CoatcheckConfig.of(Map.of()));
        Session session = sessions.find(ticket).orElseThrow();
        session.end();
        assertThat(session.isLive()).isFalse();
        assertThat(sessions.findById(id)).isEmpty();
        assertThat(sessions.ids()).isEmpty();
        moving.carry(id);
        assertThat(target.ids()).isEmpty();
    }
}
