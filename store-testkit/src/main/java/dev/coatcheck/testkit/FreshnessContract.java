package dev.coatcheck.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.UnreadableValueException;
import dev.coatcheck.Values;
import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What readers of values that are kept decoded are owed, on every store: never a value older than was promised, never
 * one that is gone. Two managers stand for two instances.
 */
abstract class FreshnessContract extends ContractPart {
    /** An immutable value that carries the number of its write. */
    record Stamp(int number, String padding) {}

    private static final Key<Stamp> STAMP = Key.of("stamp", Stamp.class);
    private static final Key<String> TEXT = Key.of("text", String.class);
    private static final Key<List<Integer>> LIST = Key.listOf("list", Integer.class);
    private static final Duration STALENESS = Duration.ofSeconds(2);

    private DataStore store;
    private SessionManager here;
    private SessionManager there;
    private Session mine;
    private Session theirs;

    @BeforeEach
    final void open() {
        store = closing(openStore());
        connect(Map.of());
    }

    /** Two instances with a handle each on one new session. */
    private void connect(Map<String, String> settings) {
        here = closing(new SessionManager(store, CoatcheckConfig.of(settings)));
        there = closing(new SessionManager(closing(openAnother(store)), CoatcheckConfig.of(settings)));
        mine = here.create();
        theirs = there.find(mine.ticket()).orElseThrow();
    }

    private void allowStaleness() {
        connect(Map.of("coatcheck.hot.max-staleness", STALENESS.toMillis() + "ms"));
    }

    private static Stamp stamp(int number) {
        return new Stamp(number, "x".repeat(100));
    }

    @Test
    void anUnchangedValueIsDecodedOnce() {
        mine.put(STAMP, stamp(1));
        Stamp first = theirs.get(STAMP).orElseThrow();
        assertThat(theirs.get(STAMP).orElseThrow()).isSameAs(first).isEqualTo(stamp(1));
        assertThat(there.find(mine.ticket()).orElseThrow().get(STAMP).orElseThrow())
                .isSameAs(first);
        assertThat(theirs.getAll(STAMP, LIST).get(STAMP).orElseThrow()).isSameAs(first);
    }

    @Test
    void aChangedValueIsSeenByTheNextRead() {
        for (int i = 0; i < 50; i++) {
            mine.put(STAMP, stamp(i));
            assertThat(mine.get(STAMP)).contains(stamp(i));
            assertThat(theirs.get(STAMP)).contains(stamp(i));
            assertThat(theirs.getAll(STAMP).get(STAMP)).contains(stamp(i));
        }
        assertThat(theirs.update(STAMP, stamp(0), old -> stamp(old.number() + 1)))
                .isEqualTo(stamp(50));
        assertThat(mine.get(STAMP)).contains(stamp(50));
        mine.batch().put(STAMP, stamp(60)).commit();
        assertThat(theirs.get(STAMP)).contains(stamp(60));
    }

    @Test
    void aKeptValueThatWasRemovedOrHasExpiredIsAbsent() {
        mine.put(STAMP, stamp(1));
        assertThat(theirs.get(STAMP)).isPresent();
        mine.remove(STAMP);
        assertThat(theirs.get(STAMP)).isEmpty();
        inTime(Duration.ofMillis(500), () -> {
            mine.put(STAMP, stamp(2), Duration.ofMillis(500));
            assertThat(theirs.get(STAMP)).contains(stamp(2));
        });
        letPass(Duration.ofMillis(550));
        assertThat(theirs.get(STAMP)).isEmpty();
        assertThat(theirs.getAll(STAMP).get(STAMP)).isEmpty();
    }

    @Test
    void aKeptValueOfASessionThatHasEndedIsNotServed() {
        mine.put(STAMP, stamp(1));
        assertThat(theirs.get(STAMP)).isPresent();
        mine.end();
        assertThat(theirs.get(STAMP)).isEmpty();
        assertThat(there.find(mine.ticket())).isEmpty();
        assertThatThrownBy(() -> theirs.put(STAMP, stamp(2))).isInstanceOf(SessionEndedException.class);
    }

    @Test
    void aKeptTicketThatWasRenewedElsewhereIsDead() {
        String old = mine.ticket();
        assertThat(there.find(old)).isPresent();
        String renewed = mine.renew();
        assertThat(there.find(old)).isEmpty();
        assertThat(there.find(renewed)).isPresent();
        assertThat(there.find(old)).isEmpty();
    }

    @Test
    void aNameThatIsReadAsTwoTypesGivesEachItsOwn() {
        Key<List<Long>> longs = Key.listOf("list", Long.class);
        Key<List<Stamp>> wrong = Key.listOf("list", Stamp.class);
        mine.put(LIST, List.of(1, 2));
        for (int i = 0; i < 3; i++) {
            assertThat(theirs.get(LIST)).contains(List.of(1, 2));
            assertThat(theirs.get(longs)).contains(List.of(1L, 2L));
            assertThatThrownBy(() -> theirs.get(wrong)).isInstanceOf(UnreadableValueException.class);
            Values both = theirs.getAll(LIST, longs);
            assertThat(both.get(LIST)).contains(List.of(1, 2));
            assertThat(both.get(longs)).contains(List.of(1L, 2L));
            assertThatThrownBy(() -> both.get(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatIsKeptIsBounded() {
        connect(Map.of("coatcheck.hot.max-bytes", "10KB"));
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 200; i++) {
                Key<Stamp> key = Key.of("stamp" + i, Stamp.class);
                mine.put(key, stamp(i));
                assertThat(mine.get(key)).contains(stamp(i));
                assertThat(mine.get(key)).contains(stamp(i));
            }
        }
        connect(Map.of("coatcheck.hot.max-bytes", "0"));
        mine.put(STAMP, stamp(1));
        Stamp first = mine.get(STAMP).orElseThrow();
        assertThat(mine.get(STAMP).orElseThrow()).isEqualTo(first).isNotSameAs(first);
    }

    /** One writer and two readers on each of two instances, at full rate over many keys. */
    @Test
    void noReadIsOlderThanTheLastWriteThatWasAcknowledgedBeforeIt() throws Exception {
        List<Key<Stamp>> keys = IntStream.range(0, 3_000)
                .mapToObj(i -> Key.of("stamp" + i, Stamp.class))
                .toList();
        AtomicIntegerArray acknowledged = new AtomicIntegerArray(keys.size());
        keys.forEach(key -> mine.put(key, stamp(0)));
        AtomicInteger writersLeft = new AtomicInteger(2);
        Concurrently.run(6, thread -> {
            Session session = thread % 2 == 0 ? mine : theirs;
            if (thread < 2) {
                // each writer has half of the keys
                for (int write = 1; write <= 4_000; write++) {
                    int key = ThreadLocalRandom.current().nextInt(keys.size() / 2) * 2 + thread;
                    int number = acknowledged.get(key) + 1;
                    session.put(keys.get(key), stamp(number));
                    acknowledged.set(key, number);
                }
                writersLeft.decrementAndGet();
            }
            while (thread >= 2 && writersLeft.get() > 0) {
                int key = ThreadLocalRandom.current().nextInt(keys.size());
                int before = acknowledged.get(key);
                assertThat(session.get(keys.get(key)).orElseThrow().number()).isGreaterThanOrEqualTo(before);
            }
            return true;
        });
        for (int key = 0; key < keys.size(); key++) {
            assertThat(mine.get(keys.get(key)).orElseThrow().number()).isEqualTo(acknowledged.get(key));
        }
    }

    // with staleness allowed

    @Test
    void noReadIsOlderThanTheStalenessAllowed() {
        allowStaleness();
        mine.put(STAMP, stamp(1));
        assertThat(theirs.get(STAMP)).contains(stamp(1));
        mine.put(STAMP, stamp(2));
        assertThat(theirs.get(STAMP).orElseThrow().number()).isBetween(1, 2);
        letPass(STALENESS);
        assertThat(theirs.get(STAMP)).contains(stamp(2));
        mine.remove(STAMP);
        letPass(STALENESS);
        assertThat(theirs.get(STAMP)).isEmpty();
    }

    @Test
    void anInstanceSeesItsOwnWritesAtOnceWhateverStalenessIsAllowed() throws Exception {
        allowStaleness();
        Session again = here.find(mine.ticket()).orElseThrow();
        AtomicInteger acknowledged = new AtomicInteger();
        mine.put(STAMP, stamp(0));
        Concurrently.run(4, thread -> {
            Session session = thread % 2 == 0 ? mine : again;
            for (int i = 1; thread == 0 && i <= 500; i++) {
                session.put(STAMP, stamp(i));
                acknowledged.set(i);
            }
            while (thread > 0 && acknowledged.get() < 500) {
                int before = acknowledged.get();
                assertThat(session.get(STAMP).orElseThrow().number()).isGreaterThanOrEqualTo(before);
            }
            return true;
        });
        again.remove(STAMP);
        assertThat(mine.get(STAMP)).isEmpty();
        again.end();
        assertThat(mine.get(STAMP)).isEmpty();
        assertThat(here.find(mine.ticket())).isEmpty();
    }

    @Test
    void noStalenessOutlivesAValueOrItsSession() {
        inTime(Duration.ofMillis(700), () -> {
            connect(Map.of("coatcheck.hot.max-staleness", "1h", "coatcheck.lifetime", "3s"));
            mine.put(LIST, List.of(1));
            mine.put(STAMP, stamp(1), Duration.ofMillis(700));
            assertThat(theirs.get(STAMP)).isPresent();
            assertThat(theirs.get(LIST)).isPresent();
        });
        letPass(Duration.ofMillis(750));
        assertThat(theirs.get(STAMP)).isEmpty();
        assertThat(theirs.get(LIST)).isPresent();
        letPass(Duration.ofMillis(2300));
        assertThat(theirs.get(LIST)).isEmpty();
        assertThat(there.attach(mine.ticket()).get(LIST)).isEmpty();
    }

    @Test
    void aClosedManagerGivesNothingOutThatItHadKept() {
        allowStaleness();
        mine.put(STAMP, stamp(1));
        assertThat(theirs.get(STAMP)).isPresent();
        String ticket = mine.ticket();
        there.close();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> theirs.get(STAMP),
                () -> theirs.getAll(STAMP),
                theirs::isLive,
                () -> there.find(ticket),
                () -> there.attach(ticket).get(STAMP))) {
            assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        }
    }

    @Test
    void whatWasDoneWithoutAnAnswerIsSeenByWhoDidIt() {
        AtomicReference<Optional<Runnable>> unanswered = new AtomicReference<>(Optional.empty());
        SessionManager unlucky = closing(new SessionManager(
                InterceptedStore.of(openAnother(store), call -> {
                    if (List.of("write", "delete").contains(call.method())) {
                        unanswered.getAndSet(Optional.empty()).ifPresent(done -> {
                            done.run();
                            throw new StoreUnavailableException("no answer");
                        });
                    }
                }),
                CoatcheckConfig.of(Map.of("coatcheck.hot.max-staleness", "1h"))));
        Session session = unlucky.create();
        session.put(TEXT, "one");
        assertThat(session.get(TEXT)).contains("one");
        unanswered.set(
                Optional.of(() -> here.findById(session.id()).orElseThrow().put(TEXT, "two")));
        assertThatThrownBy(() -> session.put(TEXT, "two")).isInstanceOf(StoreUnavailableException.class);
        assertThat(session.get(TEXT)).contains("two");
        unanswered.set(
                Optional.of(() -> here.findById(session.id()).orElseThrow().end()));
        assertThatThrownBy(session::end).isInstanceOf(StoreUnavailableException.class);
        assertThat(unlucky.attach(session.ticket()).get(TEXT)).isEmpty();
        assertThat(session.get(TEXT)).isEmpty();
    }

    @Test
    void stalenessDoesNotExcuseABadTicket() {
        allowStaleness();
        mine.put(STAMP, stamp(1));
        assertThat(there.attach(mine.ticket()).get(STAMP)).isPresent();
        assertThat(there.attach(mine.ticket()).get(STAMP)).isPresent();
        String bad = mine.id() + "." + here.create().ticket().substring(23);
        assertThat(there.attach(bad).get(STAMP)).isEmpty();
        assertThat(there.find(bad)).isEmpty();
    }

    @Test
    void whatIsKeptOfASessionIsNotFoundInTheOneThatABadTicketsFirstWriteCreates() {
        allowStaleness();
        mine.put(STAMP, stamp(1));
        assertThat(theirs.get(STAMP)).isPresent();
        String bad = mine.id() + "." + here.create().ticket().substring(23);
        Session another = there.attach(bad, new TestCookie());
        assertThat(another.get(STAMP)).isEmpty();
        another.put(LIST, List.of(1));
        assertThat(another.get(STAMP)).isEmpty();
        assertThat(another.get(LIST)).contains(List.of(1));
        assertThat(theirs.get(LIST)).isEmpty();
        assertThat(theirs.get(STAMP)).contains(stamp(1));
    }
}
