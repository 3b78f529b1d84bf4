package dev.coatcheck.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.EndReason;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionInfo;
import dev.coatcheck.SessionListener;
import dev.coatcheck.SessionManager;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.EndTellingStore;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    void aSessionWhoseProofIsDamagedHasAnAccountAndWasNotCreatedInTheFuture() {
        Session session = here.create();
        session.put(NAME, "one");
        session.belongsTo(alice);
        assertThat(store.write(session.id(), List.of(Change.put("@ticket", new byte[] {1, 2, 3})))
                        .outcome())
                .isEqualTo(WriteResult.Outcome.APPLIED);
        SessionManager shorter = manager(openAnother(store), Map.of("coatcheck.lifetime", "1m"));
        for (SessionManager instance : List.of(here, shorter)) {
            SessionInfo info = info(instance, session);
            assertThat(info.created()).isBeforeOrEqualTo(Instant.now());
            assertThat(info.storedBytes()).containsOnlyKeys("name");
            assertThat(instance.ownedBy(alice)).hasSize(1);
            assertThat(instance.find(session.ticket())).isEmpty();
        }
        assertThat(there.endAll(alice)).isEqualTo(1);
        assertThat(here.info(session.id())).isEmpty();
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
    void anAccountTellsTheIdleTimeoutThatCounts() {
        SessionManager idling =
                manager(openAnother(store), Map.of("coatcheck.idle-timeout", "1h", "coatcheck.max-idle-timeout", "3h"));
        Session session = here.create();
        assertThat(info(here, session).idleTimeout()).isEmpty();
        assertThat(info(idling, session).idleTimeout()).contains(Duration.ofHours(1));
        session.idleTimeout(Duration.ofHours(2));
        assertThat(info(there, session).idleTimeout()).contains(Duration.ofHours(2));
        assertThat(info(idling, session).idleTimeout()).contains(Duration.ofHours(2));
        session.idleTimeout(Duration.ofDays(365));
        assertThat(info(here, session).idleTimeout()).contains(DAY);
        assertThat(info(idling, session).idleTimeout()).contains(Duration.ofHours(3));
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
    @SuppressWarnings("NullAway") // nulls on purpose
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
    @SuppressWarnings("NullAway") // nulls on purpose
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

    // an idle timeout of one session's own

    @Test
    void aSessionsOwnIdleTimeoutHoldsOnEveryInstance() {
        // each turn takes half of the timeout
        inTime(SHORT.dividedBy(10).multipliedBy(4), () -> {
            Session used = here.create();
            Session found = here.create();
            Session unused = here.create();
            Session others = here.create();
            used.put(NAME, "one");
            for (Session session : List.of(used, found, unused)) {
                there.attach(session.ticket()).idleTimeout(SHORT);
                assertThat(remaining(session))
                        .isBetween(SHORT.dividedBy(2), SHORT.dividedBy(10).multipliedBy(11));
            }
            for (int i = 0; i < 3; i++) {
                pass(SHORT.dividedBy(2));
                assertThat(there.attach(used.ticket()).get(NAME)).contains("one");
                assertThat(here.findById(found.id())).isPresent();
                assertThat(remaining(found))
                        .isBetween(SHORT.dividedBy(2), SHORT.dividedBy(10).multipliedBy(11));
            }
            assertThat(here.find(unused.ticket())).isEmpty();
            assertThat(unused.isLive()).isFalse();
            assertThat(remaining(others)).isGreaterThan(Duration.ofHours(23));
        });
    }

    private Duration remaining(Session session) {
        return store.read(session.id(), List.of()).orElseThrow().remaining();
    }

    @Test
    void aHandleThatIsKeptCountsAsUseUnderTheSessionsOwnIdleTimeout() {
        inTime(SHORT.dividedBy(10).multipliedBy(4), () -> {
            Session setter = here.create();
            setter.put(NAME, "one");
            setter.idleTimeout(SHORT);
            Session job = there.findById(setter.id()).orElseThrow();
            Session byJob = here.create();
            byJob.put(NAME, "one");
            Session trusted = there.findById(byJob.id()).orElseThrow();
            trusted.idleTimeout(SHORT);
            for (int i = 0; i < 4; i++) {
                pass(SHORT.dividedBy(2));
                assertThat((i % 2 == 0 ? setter : job).get(NAME)).contains("one");
                trusted.put(NAME, "one");
            }
            assertThat(byJob.get(NAME)).contains("one");
        });
    }

    @Test
    void aRememberedVisitorsSessionOutlivesTheUsualIdleTimeout() {
        SessionManager idling = manager(store, Map.of("coatcheck.idle-timeout", "1500ms"));
        Session remembered = idling.create();
        remembered.put(NAME, "one");
        remembered.idleTimeout(Duration.ofHours(2));
        Session usual = idling.create();
        letPass(SHORT.plusMillis(300));
        assertThat(usual.isLive()).isFalse();
        assertThat(remembered.get(NAME)).contains("one");
        assertThat(there.find(remembered.ticket())).isPresent();
        assertThat(remaining(remembered)).isBetween(Duration.ofHours(2).minusSeconds(30), Duration.ofMinutes(132));
        remembered.idleTimeout(Duration.ofMinutes(10));
        assertThat(remaining(remembered)).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
    }

    @Test
    void noIdleTimeoutIsLongerThanTheMostOrTheLifetime() {
        SessionManager strict = manager(
                openAnother(store), Map.of("coatcheck.idle-timeout", "5m", "coatcheck.max-idle-timeout", "10m"));
        Session session = strict.create();
        session.idleTimeout(Duration.ofDays(14));
        assertThat(remaining(session)).isBetween(Duration.ofMinutes(10).minusSeconds(30), Duration.ofMinutes(11));
        session = here.create();
        session.idleTimeout(Duration.ofDays(14));
        assertThat(remaining(session)).isBetween(DAY.minusMinutes(1), DAY);
        session.idleTimeout(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
        assertThat(session.remaining()).isBetween(DAY.minusMinutes(1), DAY);
        assertThat(strict.find(session.ticket())).isPresent();
        assertThat(remaining(session)).isLessThanOrEqualTo(Duration.ofMinutes(11));
    }

    @Test
    void aNewTicketKeepsTheSessionsOwnIdleTimeout() {
        Session session = here.create();
        there.attach(session.ticket()).idleTimeout(Duration.ofHours(1));
        Session attached = here.find(session.ticket()).orElseThrow();
        there.findById(session.id()).orElseThrow().idleTimeout(Duration.ofHours(2));
        attached.renew();
        there.findById(session.id()).orElseThrow().renew();
        store.extend(session.id(), Duration.ofMinutes(1));
        assertThat(there.findById(session.id())).isPresent();
        assertThat(remaining(session)).isBetween(Duration.ofMinutes(119), Duration.ofMinutes(132));
        assertThat(here.info(session.id()).orElseThrow().lastUsed()).isPresent();
    }

    @Test
    void aSessionWithALongIdleTimeoutIsOnItsOwnersListAllTheTime() {
        SessionManager idling = manager(store, Map.of("coatcheck.idle-timeout", "1500ms"));
        Session before = idling.create();
        before.idleTimeout(Duration.ofHours(2));
        before.belongsTo(alice);
        Session after = idling.create();
        after.belongsTo(alice);
        after.idleTimeout(Duration.ofHours(2));
        letPass(SHORT.plusMillis(300));
        assertThat(idling.ownedBy(alice))
                .extracting(SessionInfo::id)
                .containsExactlyInAnyOrder(before.id(), after.id());
        assertThat(there.endAll(alice)).isEqualTo(2);
    }

    @Test
    void aSessionThatIsGivenAnOwnerAndAnIdleTimeoutAtOnceIsOnTheList() {
        Map<String, String> settings = Map.of("coatcheck.idle-timeout", "1m");
        SessionManager idling = manager(openAnother(store), settings);
        for (String step : List.of("read", "write")) {
            Session session = idling.create();
            List<String> done = new ArrayList<>();
            SessionManager slow = manager(
                    InterceptedStore.of(openAnother(store), call -> {
                        if (call.is(step)
                                && call.id().equals(session.id())
                                && call.names().contains("@owner")) {
                            done.add(step);
                            if (done.size() == 1) {
                                idling.attach(session.ticket()).idleTimeout(Duration.ofHours(2));
                            }
                        }
                    }),
                    settings);
            slow.attach(session.ticket()).belongsTo(alice + step);
            assertThat(done).isNotEmpty();
            String list = listOf(session.id());
            Duration entry = store.read(list, List.of(Want.presence(session.id())))
                    .orElseThrow()
                    .values()
                    .get(0)
                    .remaining();
            assertThat(entry).isGreaterThanOrEqualTo(remaining(session));
            assertThat(remaining(session)).isGreaterThan(Duration.ofMinutes(119));
            assertThat(slow.endAll(alice + step)).isEqualTo(1);
        }
    }

    private String listOf(String session) {
        try (Stream<String> ids = store.ids()) {
            return ids.filter(id -> id.length() > 22 && store.names(id).contains(session))
                    .findAny()
                    .orElseThrow();
        }
    }

    @Test
    void readsOfFreshValuesCountAsUseUnderTheSessionsOwnIdleTimeout() {
        SessionManager stale = manager(openAnother(store), Map.of("coatcheck.hot.max-staleness", "1h"));
        inTime(SHORT.dividedBy(10).multipliedBy(4), () -> {
            Session session = here.create();
            session.put(NAME, "one");
            session.idleTimeout(SHORT);
            for (int i = 0; i < 4; i++) {
                assertThat(stale.attach(session.ticket()).get(NAME)).contains("one");
                pass(SHORT.dividedBy(2));
            }
            assertThat(session.isLive()).isTrue();
        });
    }

    @Test
    void aSessionsOwnIdleTimeoutCostsNoQuestionMore() {
        Session session = here.create();
        session.put(NAME, "one");
        session.idleTimeout(Duration.ofHours(1));
        here.attach(session.ticket()).get(NAME);
        calls.clear();
        Session attached = here.attach(session.ticket());
        for (int i = 0; i < 3; i++) {
            assertThat(attached.get(NAME)).contains("one");
        }
        assertThat(calls).extracting(InterceptedStore.Call::method).containsExactly("read", "read", "read");
    }

    @Test
    @SuppressWarnings("NullAway") // nulls on purpose
    void anIdleTimeoutIsMoreThanZeroAndForLiveSessions() {
        Session session = here.create();
        assertThatNullPointerException()
                .isThrownBy(() -> session.idleTimeout(null))
                .withMessage("idleTimeout");
        for (Duration refused : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> session.idleTimeout(refused));
        }
        Session toBeCreated = here.attach(null, new TestCookie());
        toBeCreated.idleTimeout(Duration.ofHours(1));
        assertThat(remaining(toBeCreated)).isLessThan(Duration.ofHours(2));
        session.end();
        assertThatThrownBy(() -> session.idleTimeout(DAY)).isInstanceOf(SessionEndedException.class);
        assertThatThrownBy(() -> here.attach(session.ticket()).idleTimeout(DAY))
                .isInstanceOf(SessionEndedException.class);
        assertThat(here.info(session.id())).isEmpty();
    }

    // listeners

    /** Writes down what it is told. */
    private static final class Told implements SessionListener {
        private final List<String> events = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void created(String sessionId) {
            events.add("created " + sessionId);
        }

        @Override
        public void renewed(String sessionId) {
            events.add("renewed " + sessionId);
        }

        @Override
        public void ended(String sessionId, EndReason reason) {
            events.add("ended " + sessionId + " " + reason);
        }
    }

    @Test
    void listenersAreToldWhatThisManagerDoes() {
        Told told = new Told();
        here.addListener(told);
        Session ended = here.create();
        ended.put(NAME, "one");
        ended.renew();
        ended.end();
        ended.end();
        there.create().renew();
        Session owned = here.create();
        Session other = there.create();
        owned.belongsTo(alice);
        other.belongsTo(alice);
        owned.endOthers();
        here.endAll(alice);
        assertThat(told.events)
                .containsExactly(
                        "created " + ended.id(),
                        "renewed " + ended.id(),
                        "ended " + ended.id() + " EXPLICIT",
                        "created " + owned.id(),
                        "ended " + other.id() + " OWNER",
                        "ended " + owned.id() + " OWNER");
    }

    @Test
    void listenersAreToldOfASessionThatAWriteCreates() {
        Told told = new Told();
        here.addListener(told);
        Session session = here.attach(null, new TestCookie());
        session.put(NAME, "one");
        session.renew();
        session.end();
        assertThat(told.events)
                .containsExactly(
                        "created " + session.id(), "renewed " + session.id(), "ended " + session.id() + " EXPLICIT");
        told.events.clear();
        assertThatThrownBy(() -> here.attach(null, TestCookie.thatIsLost()).put(NAME, "one"))
                .isInstanceOf(RuntimeException.class);
        assertThat(told.events).hasSize(2);
        assertThat(told.events.get(1)).startsWith("ended").endsWith("EXPLICIT");
    }

    @Test
    void theEndOfALifetimeIsToldOnceByAStoreThatTellsItAndByNoOther() {
        SessionManager brief = manager(store, Map.of("coatcheck.lifetime", "100ms"));
        Told told = new Told();
        brief.addListener(told);
        Session session = brief.create();
        letPass(Duration.ofMillis(200));
        assertThat(session.isLive()).isFalse();
        String created = "created " + session.id();
        if (store instanceof EndTellingStore) {
            long start = System.nanoTime();
            while (told.events.size() < 2
                    && System.nanoTime() - start < fixture().patience().toNanos()) {
                waitFor(Duration.ofMillis(20));
            }
            assertThat(told.events).containsExactly(created, "ended " + session.id() + " EXPIRED");
        } else {
            assertThat(told.events).containsExactly(created);
        }
    }
}
