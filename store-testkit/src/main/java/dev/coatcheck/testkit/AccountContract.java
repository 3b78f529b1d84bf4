package dev.coatcheck.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionInfo;
import dev.coatcheck.SessionManager;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of sessions to whoever administers them, the same on every store. Two managers stand for two instances. */
abstract class AccountContract extends ContractPart {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Key<String> NOTES = Key.of("notes", String.class);
    private static final Duration SHORT = Duration.ofMillis(1500);
    private static final Duration DAY = Duration.ofHours(24);

    /** No test's owner is another's, where they share a server. */
    private final String alice = "alice-" + UUID.randomUUID();

    private final List<InterceptedStore.Call> calls = Collections.synchronizedList(new ArrayList<>());
    private DataStore store;
    private SessionManager here;
    private SessionManager there;

    @BeforeEach
    final void open() {
        store = closing(openStore());
        here = manager(InterceptedStore.of(store, calls::add), Map.of());
        there = manager(closing(openAnother(store)), Map.of());
    }

    private SessionManager manager(DataStore over, Map<String, String> settings) {
        return closing(new SessionManager(over, CoatcheckConfig.of(settings)));
    }

    private static SessionInfo info(SessionManager sessions, Session session) {
        return sessions.info(session.id()).orElseThrow();
    }

    // what a session comes to

    @Test
    void aSessionsAccountHasItsTimesAndTheBytesOfEachValueButNoReservedName() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Session session = here.create();
        Instant after = Instant.now();
        session.put(NAME, "Zoë");
        session.put(NOTES, "x".repeat(100_000));
        session.belongsTo(alice);
        SessionInfo info = info(there, session);
        assertThat(info.id()).isEqualTo(session.id());
        assertThat(info.created()).isBetween(before, after);
        assertThat(info.lastUsed()).isEmpty();
        assertThat(info.remaining()).isBetween(DAY.minusMinutes(1), DAY);
        assertThat(info.storedBytes()).containsOnlyKeys("name", "notes").containsEntry("name", 6L);
        int compressed = store.read(session.id(), List.of(Want.of("notes")))
                .orElseThrow()
                .values()
                .get(0)
                .bytes()
                .length;
        assertThat(info.storedBytes()).containsEntry("notes", (long) compressed);
        assertThat(compressed).isLessThan(10_000);
    }

    @Test
    void theTimeOfCreationStaysWhateverHappensToTheSession() {
        Session session = here.create();
        Instant created = info(here, session).created();
        session.renew();
        assertThat(info(there, session).created()).isEqualTo(created);
        there.attach(session.ticket()).renew();
        assertThat(info(here, session).created()).isEqualTo(created);
        here.findById(session.id()).orElseThrow().renew();
        assertThat(info(here, session).created()).isEqualTo(created);
        SessionManager otherLifetime = manager(openAnother(store), Map.of("coatcheck.lifetime", "48h"));
        assertThat(info(otherLifetime, session).created()).isEqualTo(created);
    }

    @Test
    void theLastUseIsToldWhereAnIdleTimeoutKeepsIt() {
        SessionManager idling = manager(openAnother(store), Map.of("coatcheck.idle-timeout", "1h"));
        Session session = idling.create();
        Instant created = info(idling, session).created();
        assertThat(info(idling, session).lastUsed().orElseThrow())
                .isAfterOrEqualTo(created)
                .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        store.extend(session.id(), Duration.ofMinutes(56));
        SessionInfo idle = info(idling, session);
        assertThat(idle.lastUsed()).contains(idle.created());
        SessionManager shortLived =
                manager(openAnother(store), Map.of("coatcheck.idle-timeout", "1h", "coatcheck.lifetime", "30m"));
        assertThat(info(shortLived, shortLived.create()).lastUsed()).isEmpty();
    }

    @Test
    void anAccountIsNoUseOfTheSession() {
        SessionManager idling = manager(openAnother(store), Map.of("coatcheck.idle-timeout", "1h"));
        Session session = idling.create();
        session.belongsTo(alice);
        store.extend(session.id(), Duration.ofMinutes(10));
        info(idling, session);
        assertThat(idling.ownedBy(alice)).hasSize(1);
        assertThat(store.read(session.id(), List.of()).orElseThrow().remaining())
                .isLessThanOrEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void whatIsNotALiveSessionHasNoAccount() {
        Session session = here.create();
        session.belongsTo(alice);
        session.end();
        assertThat(here.info(session.id())).isEmpty();
        assertThat(there.info(session.id())).isEmpty();
        calls.clear();
        assertThat(here.info("")).isEmpty();
        assertThat(here.info("x".repeat(43))).isEmpty();
        assertThat(here.info(session.id() + "\n")).isEmpty();
        assertThat(calls).isEmpty();
        assertThatNullPointerException().isThrownBy(() -> here.info(null)).withMessage("id");
    }

    @Test
    void anAccountTakesTwoQuestionsAndNoValueHoweverMuchTheSessionHolds() {
        Session session = here.create();
        IntStream.range(0, 50).forEach(i -> session.put(Key.of("value" + i, String.class), "x".repeat(5_000)));
        calls.clear();
        SessionInfo info = info(here, session);
        assertThat(info.storedBytes()).hasSize(50).containsEntry("value7", 5_002L);
        assertThat(calls).extracting(InterceptedStore.Call::method).containsExactly("names", "read");
    }

    @Test
    void theTextOfAnAccountHasNoSecret() {
        Session session = here.create();
        session.put(NAME, "Zoë");
        session.belongsTo(alice);
        String text = info(here, session).toString();
        assertThat(text).contains(session.id()).doesNotContain("Zoë", alice, session.ticket());
        assertThat(text).doesNotContain(session.ticket().substring(23));
    }

    // all of one user

    @Test
    void aUsersSessionsAreToldTheOldestFirstAndNobodyElses() {
        Session first = here.create();
        waitFor(Duration.ofMillis(3));
        Session second = there.create();
        second.belongsTo(alice);
        first.belongsTo(alice);
        here.create().belongsTo("bob-" + UUID.randomUUID());
        assertThat(here.ownedBy(alice)).extracting(SessionInfo::id).containsExactly(first.id(), second.id());
        assertThat(there.ownedBy(alice)).extracting(SessionInfo::id).containsExactly(first.id(), second.id());
        first.belongsTo("carol-" + alice);
        assertThat(there.ownedBy(alice)).extracting(SessionInfo::id).containsExactly(second.id());
        second.end();
        assertThat(here.ownedBy(alice)).isEmpty();
        assertThatNullPointerException().isThrownBy(() -> here.ownedBy(null)).withMessage("owner");
        assertThatIllegalArgumentException().isThrownBy(() -> here.ownedBy(""));
    }

    @Test
    void aUsersSessionsCostOneQuestionAndTwoForEachOfThem() {
        for (int i = 0; i < 20; i++) {
            here.create().belongsTo("other" + i + "-" + alice);
        }
        here.create().belongsTo(alice);
        here.create().belongsTo(alice);
        calls.clear();
        assertThat(here.ownedBy(alice)).hasSize(2);
        assertThat(calls).hasSize(5);
    }

    // looks that are no use

    @Test
    void peeksDoNotKeepASessionFromIdlingOutAndUseDoes() {
        SessionManager idling = manager(store, Map.of("coatcheck.idle-timeout", "1500ms"));
        // each turn takes half of the timeout
        inTime(SHORT.dividedBy(10).multipliedBy(4), () -> {
            Session peeked = idling.create();
            peeked.put(NAME, "one");
            Session used = idling.create();
            used.put(NAME, "one");
            Session written = idling.create();
            Session kept = peeked.peek();
            for (int i = 0; i < 2; i++) {
                pass(SHORT.dividedBy(2));
                if (i == 0) {
                    assertThat(kept.get(NAME)).contains("one");
                    assertThat(kept.contains(NAME)).isTrue();
                    assertThat(kept.names()).containsExactly("name");
                    assertThat(kept.remaining()).isLessThan(SHORT.dividedBy(10).multipliedBy(7));
                    assertThat(idling.attach(peeked.ticket()).peek().isLive()).isTrue();
                    assertThat(idling.attach(peeked.ticket()).peek().names()).hasSize(1);
                }
                assertThat(used.peek().get(NAME)).contains("one");
                assertThat(used.get(NAME)).contains("one");
                written.peek().put(NAME, "two");
            }
            pass(SHORT.dividedBy(5));
            assertThat(kept.isLive()).isFalse();
            assertThat(kept.get(NAME)).isEmpty();
            assertThat(idling.find(peeked.ticket())).isEmpty();
            assertThat(used.isLive()).isTrue();
            assertThat(written.peek().get(NAME)).contains("two");
        });
    }

    @Test
    void aPeekSharesTheTicketWithItsHandle() {
        Session session = here.create();
        Session peek = session.peek();
        session.put(NAME, "one");
        assertThat(peek.ticket()).isEqualTo(session.ticket());
        String renewed = peek.renew();
        assertThat(session.ticket()).isEqualTo(renewed);
        assertThat(there.find(renewed).orElseThrow().peek().get(NAME)).contains("one");
        assertThat(peek.peek().get(NAME)).contains("one");
        peek.end();
        assertThat(session.get(NAME)).isEmpty();
        assertThat(session.isLive()).isFalse();
    }

    @Test
    void aPeekVerifiesItsTicketAndCostsNoMoreThanARead() {
        Session session = there.create();
        session.put(NAME, "one");
        String other = here.create().ticket();
        String forged = session.id() + other.substring(22);
        assertThat(here.attach(forged).peek().get(NAME)).isEmpty();
        assertThat(here.attach(forged).peek().names()).isEmpty();
        calls.clear();
        assertThat(here.attach(session.ticket()).peek().get(NAME)).contains("one");
        assertThat(calls).hasSize(1);
    }

    @Test
    void aSessionCreatedThroughAPeekIsThatOfItsHandleToo() {
        TestCookie cookie = new TestCookie();
        Session session = here.attach(null, cookie);
        session.peek().put(NAME, "one");
        assertThat(session.get(NAME)).contains("one");
        assertThat(there.find(session.ticket())).isPresent();
    }
}
