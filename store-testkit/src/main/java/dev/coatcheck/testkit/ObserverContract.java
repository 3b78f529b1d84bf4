package dev.coatcheck.testkit;

import static dev.coatcheck.StoreCall.Operation.CREATE;
import static dev.coatcheck.StoreCall.Operation.DELETE;
import static dev.coatcheck.StoreCall.Operation.EXTEND;
import static dev.coatcheck.StoreCall.Operation.NAMES;
import static dev.coatcheck.StoreCall.Operation.PING;
import static dev.coatcheck.StoreCall.Operation.READ;
import static dev.coatcheck.StoreCall.Operation.WRITE;
import static dev.coatcheck.StoreCall.Outcome.ABSENT;
import static dev.coatcheck.StoreCall.Outcome.CONFLICT;
import static dev.coatcheck.StoreCall.Outcome.DONE;
import static dev.coatcheck.StoreCall.Outcome.FAILED;
import static dev.coatcheck.StoreCall.Outcome.FULL;
import static dev.coatcheck.StoreCall.Outcome.GONE;
import static dev.coatcheck.StoreCall.Outcome.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreCall;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.HeapStore;
import dev.coatcheck.testkit.StoreHooks.BreakableStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an observer is told of calls to the store, the same on every store. */
@Execution(ExecutionMode.SAME_THREAD) // those of one factory have one store
abstract class ObserverContract extends ContractPart {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Key<String> NOTES = Key.of("notes", String.class);
    private static final Key<Integer> COUNT = Key.of("count", Integer.class);

    private final List<StoreCall> told = Collections.synchronizedList(new ArrayList<>());
    private DataStore store;
    private SessionManager sessions;

    @BeforeEach
    final void open() {
        store = closing(openStore());
        sessions = manager(store, Map.of());
        sessions.addObserver(told::add);
    }

    private SessionManager manager(DataStore over, Map<String, String> settings) {
        return closing(new SessionManager(over, CoatcheckConfig.of(settings)));
    }

    private List<Tuple> toldOf(Runnable what) {
        told.clear();
        what.run();
        return told.stream()
                .map(call -> tuple(call.operation(), call.outcome()))
                .toList();
    }

    private StoreCall onlyCallOf(Runnable what) {
        told.clear();
        what.run();
        assertThat(told).hasSize(1);
        return told.get(0);
    }

    @Test
    void eachCallToTheStoreIsToldWithWhatCameOfIt() {
        assertThat(toldOf(sessions::create)).containsExactly(tuple(CREATE, DONE));
        Session session = sessions.create();
        assertThat(toldOf(() -> session.put(NAME, "one"))).containsExactly(tuple(WRITE, DONE));
        assertThat(toldOf(() -> session.get(NAME))).containsExactly(tuple(READ, DONE));
        assertThat(toldOf(() -> session.get(NOTES))).containsExactly(tuple(READ, ABSENT));
        assertThat(toldOf(() -> session.contains(NOTES))).containsExactly(tuple(READ, ABSENT));
        assertThat(toldOf(session::remaining)).containsExactly(tuple(READ, DONE));
        assertThat(toldOf(session::names)).containsExactly(tuple(NAMES, DONE));
        assertThat(toldOf(() -> session.remove(NOTES))).containsExactly(tuple(WRITE, DONE));
        assertThat(toldOf(() -> session.idleTimeout(Duration.ofHours(1))))
                .containsExactly(tuple(READ, DONE), tuple(WRITE, DONE), tuple(EXTEND, DONE));
        assertThat(toldOf(sessions::ping)).containsExactly(tuple(PING, DONE));
        assertThat(toldOf(session::end)).containsExactly(tuple(READ, DONE), tuple(DELETE, DONE));
    }

    @Test
    void aSessionThatIsOverIsGone() {
        Session session = sessions.create();
        session.put(NAME, "one");
        Session other = sessions.findById(session.id()).orElseThrow();
        Session third = sessions.findById(session.id()).orElseThrow();
        session.end();
        assertThat(toldOf(() -> other.get(NAME))).containsExactly(tuple(READ, GONE));
        assertThat(toldOf(() -> other.get(NAME))).isEmpty();
        assertThat(toldOf(() -> assertThatThrownBy(() -> third.put(NAME, "two"))))
                .contains(tuple(WRITE, GONE));
        assertThat(toldOf(() -> sessions.find(session.ticket()))).containsExactly(tuple(READ, GONE));
        assertThat(toldOf(() -> sessions.find("no ticket"))).isEmpty();
    }

    @Test
    void aChangeThatAnotherHasOvertakenIsAConflictAndTheNextIsDone() {
        Session session = sessions.create();
        session.put(COUNT, 1);
        assertThat(toldOf(() -> session.putIfAbsent(COUNT, 7))).containsExactly(tuple(WRITE, CONFLICT));
        SessionManager another = manager(openAnother(store), Map.of());
        Session other = another.find(session.ticket()).orElseThrow();
        AtomicInteger tries = new AtomicInteger();
        assertThat(toldOf(() -> session.update(COUNT, 0, count -> {
                    if (tries.incrementAndGet() == 1) {
                        other.put(COUNT, 10);
                    }
                    return count + 1;
                })))
                .containsExactly(tuple(READ, DONE), tuple(WRITE, CONFLICT), tuple(READ, DONE), tuple(WRITE, DONE));
        assertThat(session.get(COUNT)).contains(11);
    }

    @Test
    void aReadSaysHowManyValuesItFoundAndHowManyOfTheseWereKept() {
        Session session = sessions.create();
        session.put(NAME, "one");
        session.put(COUNT, 1);
        StoreCall first = onlyCallOf(() -> session.get(NAME));
        assertThat(first.found()).isEqualTo(1);
        assertThat(first.kept()).isZero();
        assertThat(onlyCallOf(() -> session.get(NAME)).kept()).isEqualTo(1);
        StoreCall all = onlyCallOf(() -> session.getAll(NAME, COUNT, NOTES));
        assertThat(all.outcome()).isEqualTo(DONE);
        assertThat(all.found()).isEqualTo(2);
        assertThat(all.kept()).isEqualTo(1);
        session.put(NAME, "two");
        assertThat(onlyCallOf(() -> session.get(NAME)).kept()).isZero();
        StoreCall write = onlyCallOf(() -> session.put(NAME, "three"));
        assertThat(write.found()).isZero();
        assertThat(write.kept()).isZero();
        assertThat(onlyCallOf(() -> sessions.find(session.ticket())).found()).isZero();
    }

    @Test
    void aValueThatIsGivenOutUnaskedWasKeptAndTookNoTime() {
        List<InterceptedStore.Call> asked = Collections.synchronizedList(new ArrayList<>());
        SessionManager stale = manager(
                InterceptedStore.of(openAnother(store), asked::add), Map.of("coatcheck.hot.max-staleness", "1h"));
        stale.addObserver(told::add);
        Session session = stale.create();
        session.put(NAME, "one");
        session.get(NAME);
        asked.clear();
        StoreCall call = onlyCallOf(() -> assertThat(session.get(NAME)).contains("one"));
        // a store in this heap is asked each time
        assertThat(call.duration().isEmpty()).isEqualTo(asked.isEmpty());
        assertThat(call).isEqualTo(new StoreCall(store.name(), READ, DONE, call.duration(), 0, 1, 1));
    }

    @Test
    @SuppressWarnings("NullAway") // nulls on purpose
    void eachCallIsTimedButReadsOfAHeap() {
        Session session = sessions.create();
        boolean isHeap = store instanceof HeapStore;
        List<Runnable> reads = List.of(() -> session.get(NAME), session::names);
        List<Runnable> others = List.of(sessions::create, () -> session.put(NAME, "one"), sessions::ping);
        for (Runnable read : reads) {
            assertThat(onlyCallOf(read).duration().isEmpty()).isEqualTo(isHeap);
        }
        for (Runnable other : others) {
            long began = System.nanoTime();
            Duration duration = onlyCallOf(other).duration().orElseThrow();
            assertThat(duration).isBetween(Duration.ofNanos(1), Duration.ofNanos(System.nanoTime() - began));
        }
        assertThat(onlyCallOf(sessions::ping).store()).isEqualTo(store.name());
        assertThat(onlyCallOf(sessions::ping).retries()).isZero();
        assertThatNullPointerException()
                .isThrownBy(() -> sessions.addObserver(null))
                .withMessage("observer");
    }

    @Test
    void whatIsToldHasNoTicketIdNameOrValue() {
        Session session = sessions.create();
        session.put(NAME, "Zoë");
        session.belongsTo("alice-" + UUID.randomUUID());
        session.get(NAME);
        session.renew();
        session.end();
        assertThat(told).hasSizeGreaterThan(8);
        assertThat(told.toString())
                .doesNotContain(
                        "name", "Zoë", "alice", session.id(), session.ticket().substring(23));
    }

    @Test
    void callsOfManyThreadsAreEachToldOnce() throws Exception {
        Session session = sessions.create();
        told.clear();
        Concurrently.run(8, thread -> {
            for (int i = 0; i < 50; i++) {
                session.put(Key.of("value" + thread, Integer.class), i);
            }
            return thread;
        });
        assertThat(told).hasSize(400).allSatisfy(call -> {
            assertThat(call.operation()).isEqualTo(WRITE);
            assertThat(call.outcome()).isEqualTo(DONE);
        });
    }

    @Test
    void aCallAfterTheManagerWasClosedHasFailed() {
        SessionManager closed = manager(openStore(), Map.of());
        closed.addObserver(told::add);
        Session session = closed.create();
        closed.close();
        assertThat(toldOf(() ->
                        assertThatThrownBy(() -> session.put(NAME, "one")).isInstanceOf(IllegalStateException.class)))
                .containsExactly(tuple(WRITE, FAILED));
    }

    @TestFactory
    Stream<DynamicTest> aStoreThatCannotBeReachedIsToldAsUnavailable() {
        return fixture().hooks().unavailable().stream()
                .map(stores -> dynamicTest("unavailable", () -> {
                    BreakableStore breakable = stores.get();
                    SessionManager broken = manager(breakable.store(), Map.of());
                    Session session = broken.create();
                    breakable.breakdown().run();
                    broken.addObserver(told::add);
                    assertThat(toldOf(() -> failing(() -> session.get(NAME), StoreUnavailableException.class)))
                            .containsExactly(tuple(READ, UNAVAILABLE));
                    assertThat(toldOf(() -> failing(broken::ping, StoreUnavailableException.class)))
                            .containsExactly(tuple(PING, UNAVAILABLE));
                }));
    }

    @TestFactory
    Stream<DynamicTest> aStoreThatHasNoRoomIsToldAsFull() {
        return fixture().hooks().full().stream()
                .map(stores -> dynamicTest("full", () -> {
                    BreakableStore breakable = stores.get();
                    SessionManager full = manager(breakable.store(), Map.of("coatcheck.compress-above", "4MB"));
                    Session session = full.create();
                    breakable.breakdown().run();
                    full.addObserver(told::add);
                    String large = "x".repeat(1 << 20);
                    assertThat(toldOf(() -> failing(() -> session.put(NAME, large), StoreFullException.class)))
                            .containsExactly(tuple(WRITE, FULL));
                    assertThat(toldOf(() -> session.get(NAME))).containsExactly(tuple(READ, ABSENT));
                }));
    }

    private static void failing(ThrowingCallable call, Class<? extends Exception> with) {
        assertThatThrownBy(call).isInstanceOf(with);
    }
}
