package dev.coatcheck.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is owed to whoever ends all sessions of one user, the same on every store: all of that user's end, nobody else's
 * do, and no session of a user is ever out of reach, whatever fails or happens at the same time. Two managers stand for
 * two instances.
 */
abstract class OwnerContract extends ContractPart {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Duration SHORT = Duration.ofMillis(1500);

    /** No test's owner is another's, where they share a server. */
    private final String alice = "alice-" + UUID.randomUUID();

    private final String bob = "bob-" + UUID.randomUUID();

    private DataStore store;
    private Set<String> earlier;
    private SessionManager here;
    private SessionManager there;

    @BeforeEach
    final void open() {
        store = closing(openStore());
        earlier = Set.copyOf(storedIds());
        here = manager(store, Map.of());
        there = manager(closing(openAnother(store)), Map.of());
    }

    private SessionManager manager(DataStore over, Map<String, String> settings) {
        return closing(new SessionManager(over, CoatcheckConfig.of(settings)));
    }

    private static Session login(SessionManager sessions, String owner) {
        Session session = sessions.create();
        session.put(NAME, "one");
        session.belongsTo(owner);
        return session;
    }

    private static void assertOver(Session... sessions) {
        assertThat(sessions).allSatisfy(session -> {
            assertThat(session.isLive()).isFalse();
            assertThat(session.get(NAME)).isEmpty();
            assertThatThrownBy(() -> session.put(NAME, "late")).isInstanceOf(SessionEndedException.class);
        });
    }

    private static void assertLive(Session... sessions) {
        assertThat(sessions).allSatisfy(session -> assertThat(session.get(NAME)).contains("one"));
    }

    private List<String> storedIds() {
        try (Stream<String> ids = store.ids()) {
            return ids.toList();
        }
    }

    /** What this test has left in the store, lists of owners included. */
    private List<String> newIds() {
        return storedIds().stream().filter(id -> !earlier.contains(id)).toList();
    }

    /** The one list of an owner that this test has made. */
    private String listId() {
        List<String> lists =
                newIds().stream().filter(id -> here.findById(id).isEmpty()).toList();
        assertThat(lists).hasSize(1);
        return lists.get(0);
    }

    /** A manager whose store does something once, just before the given call. */
    private SessionManager doingBefore(String method, boolean onList, Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        return manager(
                InterceptedStore.of(openAnother(store), call -> {
                    if (call.is(method) && call.isOfList() == onList && done.compareAndSet(false, true)) {
                        action.run();
                    }
                }),
                Map.of());
    }

    // what ends

    @Test
    void allSessionsOfAUserEndOnEveryInstanceAndNobodyElsesDo() {
        Session first = login(here, alice);
        Session second = login(there, alice);
        Session bobs = login(here, bob);
        Session nobodys = here.create();
        nobodys.put(NAME, "one");
        Session secondHere = here.find(second.ticket()).orElseThrow();
        assertLive(first, second, secondHere, bobs);
        assertThat(there.endAll(alice)).isEqualTo(2);
        assertOver(first, second, secondHere);
        assertThat(here.find(first.ticket())).isEmpty();
        assertLive(bobs, nobodys);
        assertThat(here.endAll(alice)).isZero();
        assertThat(here.endAll(bob)).isEqualTo(1);
        assertLive(nobodys);
    }

    @Test
    void nothingThatIsKeptOfAnEndedSessionIsGivenOut() {
        SessionManager stale = manager(openAnother(store), Map.of("coatcheck.hot.max-staleness", "1h"));
        Session session = login(stale, alice);
        assertLive(session, stale.attach(session.ticket()));
        assertThat(stale.endAll(alice)).isEqualTo(1);
        assertThat(stale.attach(session.ticket()).get(NAME)).isEmpty();
        assertThat(session.get(NAME)).isEmpty();
        assertOver(session);
    }

    @Test
    void whoHasNoSessionsLosesNone() {
        assertThat(here.endAll("nobody-" + UUID.randomUUID())).isZero();
        assertThat(newIds()).isEmpty();
    }

    @Test
    void sessionsThatWereOverBeforeDoNotCount() {
        Session loggedOut = login(here, alice);
        loggedOut.end();
        SessionManager brief = manager(store, Map.of("coatcheck.lifetime", "1500ms"));
        inTime(SHORT, () -> login(brief, alice));
        Session live = login(there, alice);
        letPass(SHORT.plusMillis(50));
        assertThat(here.endAll(alice)).isEqualTo(1);
        assertOver(live);
        assertThat(here.stats().counters()).containsEntry("sessions-ended", 2L);
    }

    @Test
    void aUserWhoLogsInAgainIsInReachAgain() {
        login(here, alice);
        assertThat(here.endAll(alice)).isEqualTo(1);
        Session again = login(here, alice);
        assertLive(again);
        assertThat(there.endAll(alice)).isEqualTo(1);
        assertOver(again);
    }

    @Test
    void aSessionBelongsToTheLastOwnerThatItWasGiven() {
        Session session = login(here, alice);
        Session stays = login(here, alice);
        there.find(session.ticket()).orElseThrow().belongsTo(bob);
        session.belongsTo(bob);
        assertThat(here.endAll(alice)).isEqualTo(1);
        assertOver(stays);
        assertLive(session);
        session.belongsTo(alice);
        assertThat(here.endAll(bob)).isZero();
        assertThat(here.endAll(alice)).isEqualTo(1);
        assertOver(session);
    }

    @Test
    void aNewTicketLeavesASessionToItsOwner() {
        Session session = login(here, alice);
        session.renew();
        assertThat(there.endAll(alice)).isEqualTo(1);
        assertOver(session);
    }

    @Test
    void aSessionMayEndTheOthersOfItsOwner() {
        Session mine = login(here, alice);
        Session other = login(there, alice);
        Session bobs = login(there, bob);
        assertThat(mine.endOthers()).isEqualTo(1);
        assertLive(mine, bobs);
        assertOver(other);
        assertThat(mine.endOthers()).isZero();
        assertThat(there.endAll(alice)).isEqualTo(1);
        assertThatThrownBy(mine::endOthers).isInstanceOf(SessionEndedException.class);
        assertThat(here.create().endOthers()).isZero();
    }

    @Test
    void aSessionThatIsFoundByItsIdMayBeGivenAnOwner() {
        Session session = here.create();
        there.findById(session.id()).orElseThrow().belongsTo(alice);
        assertThat(here.endAll(alice)).isEqualTo(1);
        assertOver(session);
    }

    @Test
    void aSessionThatIsKeptFromIdlingOutStaysInReach() {
        SessionManager idling = manager(store, Map.of("coatcheck.idle-timeout", "1500ms"));
        // each turn takes half of the timeout, and a tenth before its end a session may be over
        Duration spare = SHORT.dividedBy(10).multipliedBy(4);
        Session session = inTime(spare, () -> {
            Session used = login(idling, alice);
            for (int i = 0; i < 4; i++) {
                pass(SHORT.dividedBy(2));
                assertLive(used);
            }
            return used;
        });
        assertThat(idling.endAll(alice)).isEqualTo(1);
        assertOver(session);
    }

    @Test
    void aSessionThatIsUsedWhileItIsGivenToAnOwnerStaysInReach() {
        Map<String, String> hour = Map.of("coatcheck.idle-timeout", "1h");
        SessionManager idling = manager(store, hour);
        Session session = idling.create();
        AtomicBoolean used = new AtomicBoolean();
        SessionManager slow = manager(
                InterceptedStore.of(openAnother(store), call -> {
                    if (call.is("read") && call.names().contains("@owner")) {
                        // by now a little less is left than a use gives
                        store.extend(call.id(), Duration.ofMinutes(62));
                    }
                    if (call.is("write") && !call.isOfList() && used.compareAndSet(false, true)) {
                        // no instance knows yet whose it is, and this one prolongs it
                        assertThat(idling.find(session.ticket())).isPresent();
                    }
                }),
                Map.of("coatcheck.idle-timeout", "1h"));
        slow.findById(session.id()).orElseThrow().belongsTo(alice);
        assertThat(used).isTrue();
        Duration entry = store.read(listId(), List.of(Want.presence(session.id())))
                .orElseThrow()
                .values()
                .get(0)
                .remaining();
        Duration remaining = store.read(session.id(), List.of()).orElseThrow().remaining();
        assertThat(entry).isGreaterThanOrEqualTo(remaining);
        assertThat(remainingOfList()).isGreaterThanOrEqualTo(remaining);
    }

    @Test
    void aSessionThatEndsWhileItIsGivenToAnOwnerLeavesNothing() {
        Session session = here.create();
        SessionManager slow = doingBefore("write", false, session::end);
        assertThatThrownBy(() -> slow.findById(session.id()).orElseThrow().belongsTo(alice))
                .isInstanceOf(SessionEndedException.class);
        assertThat(newIds()).isEmpty();
    }

    @Test
    void aSessionThatIsOverIsGivenNoOwner() {
        Session session = here.create();
        Session attached = here.attach(session.ticket());
        session.end();
        for (Session over : List.of(session, attached, here.attach("no ticket"))) {
            assertThatThrownBy(() -> over.belongsTo(alice)).isInstanceOf(SessionEndedException.class);
        }
        assertThat(newIds()).isEmpty();
        assertThat(here.endAll(alice)).isZero();
    }

    // owners

    @Test
    @SuppressWarnings("NullAway") // nulls on purpose
    void anOwnerIsOneTo256CharactersOfAnyKind() {
        Session session = here.create();
        String longest = alice + "x".repeat(256 - alice.length());
        for (String owner : List.of("" + alice.charAt(0), alice + " Zoë \uD83D\uDE00 \u0000\r\n*{}", longest)) {
            session.belongsTo(owner);
            assertThat(here.endAll(bob + owner.charAt(0))).isZero();
        }
        assertThat(here.endAll(longest.substring(1))).isZero();
        assertThat(here.endAll(longest)).isEqualTo(1);
        String tooLong = "secret-" + "x".repeat(250);
        String half = "secret-\uD83D";
        for (String bad : List.of("", tooLong, half)) {
            for (Runnable call : List.<Runnable>of(() -> session.belongsTo(bad), () -> here.endAll(bad))) {
                assertThatIllegalArgumentException().isThrownBy(call::run).withMessageNotContaining("secret");
            }
        }
        assertThatNullPointerException()
                .isThrownBy(() -> session.belongsTo(null))
                .withMessageContaining("owner");
        assertThatNullPointerException().isThrownBy(() -> here.endAll(null)).withMessageContaining("owner");
    }

    @Test
    void theNameOfAnOwnerStandsNowhereInTheStore() {
        Session session = login(here, alice);
        assertThat(newIds()).hasSize(2).allSatisfy(id -> {
            assertThat(id).doesNotContain(alice);
            for (String name : store.names(id)) {
                Slice slice = store.read(id, List.of(Want.of(name))).orElseThrow();
                assertThat(name + new String(slice.values().get(0).bytes(), StandardCharsets.UTF_8))
                        .doesNotContain(alice);
            }
        });
        assertThat(session.toString()).doesNotContain(alice);
    }

    @Test
    void nobodySeesTheListsOfOwners() {
        Session session = login(here, alice);
        assertThat(session.names()).containsExactly("name");
        try (Stream<String> ids = here.ids()) {
            assertThat(ids).contains(session.id()).doesNotContain(listId()).allMatch(id -> id.length() == 22);
        }
        assertThat(here.findById(listId())).isEmpty();
        assertThat(here.find(listId())).isEmpty();
    }

    // memory

    @Test
    void nothingIsLeftWhenTheLastSessionOfAnOwnerIsOver() {
        SessionManager brief = manager(store, Map.of("coatcheck.lifetime", "1500ms"));
        login(brief, alice);
        letPass(Duration.ofMillis(300));
        login(brief, alice);
        login(brief, bob).end();
        assertThat(newIds()).hasSize(3);
        letPass(SHORT);
        // the list itself may live some seconds longer
        for (int i = 0; i < 30 && !newIds().isEmpty(); i++) {
            letPass(Duration.ofMillis(100));
        }
        assertThat(newIds()).isEmpty();
    }

    @Test
    void aListGoesWithTheLastSessionOnIt() {
        for (Runnable way : List.<Runnable>of(
                () -> login(here, alice).end(),
                () -> there.attach(login(here, alice).ticket()).end(),
                () -> here.findById(login(here, alice).id()).orElseThrow().end(),
                () -> {
                    login(here, alice);
                    there.endAll(alice);
                },
                () -> {
                    Session session = login(here, alice);
                    session.belongsTo(bob);
                    session.end();
                })) {
            way.run();
            assertThat(newIds()).isEmpty();
        }
        Session stays = login(here, alice);
        login(here, alice).end();
        assertThat(newIds()).hasSize(2);
        assertThat(stays.endOthers()).isZero();
        stays.end();
        assertThat(newIds()).isEmpty();
    }

    @Test
    void aListDoesNotGrowWithLoginsAndLogouts() {
        List<Session> live = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            Session session = login(i % 2 == 0 ? here : there, alice);
            if (i % 15 == 0) {
                live.add(session);
            } else {
                session.end();
            }
        }
        assertThat(store.names(listId())).hasSameSizeAs(live);
        assertThat(here.endAll(alice)).isEqualTo(live.size());
        assertThat(newIds()).isEmpty();
    }

    @Test
    void aListDoesNotOutliveSessionsThatIdleOut() {
        SessionManager idling = manager(store, Map.of("coatcheck.idle-timeout", "10m"));
        Session session = login(idling, alice);
        assertThat(remainingOfList()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
        Duration entry = store.read(listId(), List.of(Want.presence(session.id())))
                .orElseThrow()
                .values()
                .get(0)
                .remaining();
        assertThat(entry).isBetween(session.remaining(), Duration.ofMinutes(12));
    }

    @Test
    void anotherSessionOfAnOwnerCostsNoMoreThanTheSecond() {
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        SessionManager counted =
                manager(InterceptedStore.of(openAnother(store), call -> calls.add(call.method())), Map.of());
        login(counted, alice);
        calls.clear();
        Session second = login(counted, alice);
        second.end();
        List<String> alone = List.copyOf(calls);
        IntStream.range(0, 200).forEach(i -> login(here, alice));
        calls.clear();
        login(counted, alice).end();
        assertThat(calls).isEqualTo(alone).doesNotContain("names").hasSizeLessThan(12);
        assertThat(here.endAll(alice)).isEqualTo(201);
    }

    @Test
    void aThousandOtherOwnersCostNothing() {
        AtomicInteger calls = new AtomicInteger();
        SessionManager counted =
                manager(InterceptedStore.of(openAnother(store), call -> calls.incrementAndGet()), Map.of());
        login(counted, alice);
        counted.endAll(alice);
        int alone = calls.getAndSet(0);
        IntStream.range(0, 1_000).forEach(i -> here.create().belongsTo(bob + i));
        calls.set(0);
        login(counted, alice + "-2");
        counted.endAll(alice + "-2");
        assertThat(calls).hasValue(alone).hasValueLessThan(16);
        IntStream.range(0, 1_000).forEach(i -> assertThat(here.endAll(bob + i)).isEqualTo(1));
    }

    // failures, and others at work

    @Test
    void whereverGivingAnOwnerFailsNoSessionOfAnOwnerIsOutOfReach() {
        for (boolean hadOwner : List.of(false, true)) {
            int failures = 0;
            for (int call = 1; isFailing(call, hadOwner); call++) {
                failures++;
            }
            assertThat(failures).isBetween(4, 20);
        }
    }

    /** Whether giving an owner still fails where the store is lost at the given call. */
    private boolean isFailing(int lostAt, boolean hadOwner) {
        Session session = hadOwner ? login(here, alice) : here.create();
        login(here, bob).end();
        AtomicInteger calls = new AtomicInteger();
        SessionManager failing = manager(
                InterceptedStore.of(openAnother(store), call -> {
                    if (calls.incrementAndGet() >= lostAt) {
                        throw new StoreUnavailableException("lost");
                    }
                }),
                Map.of());
        boolean failed = false;
        try {
            failing.attach(session.ticket()).belongsTo(bob);
        } catch (StoreUnavailableException e) {
            failed = true;
        }
        boolean owned = store.names(session.id()).contains("@owner");
        assertThat(owned || (failed && !hadOwner)).isTrue();
        assertThat(here.endAll(alice) + here.endAll(bob))
                .as("lost at call %d", lostAt)
                .isEqualTo(owned ? 1 : 0);
        assertThat(session.isLive()).isEqualTo(!owned);
        return failed;
    }

    @Test
    void aLoginDuringTheEndOfAllSessionsIsInReachOfTheNext() {
        login(here, alice);
        login(here, alice);
        List<Session> late = new ArrayList<>();
        SessionManager ending = doingBefore("delete", false, () -> late.add(login(there, alice)));
        assertThat(ending.endAll(alice)).isEqualTo(2);
        assertThat(late).hasSize(1);
        assertLive(late.get(0));
        assertThat(here.endAll(alice)).isEqualTo(1);
    }

    @Test
    void aLoginThatTheEndOfAllSessionsOvertakesIsInReachOfTheNext() {
        SessionManager slow =
                doingBefore("write", false, () -> assertThat(here.endAll(alice)).isZero());
        slow.create().belongsTo(alice);
        assertThat(here.endAll(alice)).isEqualTo(1);
    }

    @Test
    void aLoginThatOthersOvertakeIsInReach() {
        SessionManager slow =
                doingBefore("write", false, () -> IntStream.range(0, 5).forEach(i -> login(there, alice)));
        slow.create().belongsTo(alice);
        assertThat(here.endAll(alice)).isEqualTo(6);
    }

    @Test
    void aSessionThatComesBackToItsOwnerWhileItIsTakenFromItIsInReach() {
        Session session = login(here, alice);
        // bob has no list yet, so the first write to a list is the one that takes the session off alice's
        SessionManager slow = doingBefore("write", true, () -> session.belongsTo(alice));
        slow.find(session.ticket()).orElseThrow().belongsTo(bob);
        assertThat(here.endAll(bob)).isZero();
        assertThat(here.endAll(alice)).isEqualTo(1);
    }

    @Test
    void aSessionThatIsTakenFromItsOwnerWhileItIsGivenToItAgainIsInReach() {
        Session session = login(here, alice);
        SessionManager slow = doingBefore("write", false, () -> session.belongsTo(bob));
        slow.find(session.ticket()).orElseThrow().belongsTo(alice);
        assertThat(here.endAll(bob)).isZero();
        assertThat(here.endAll(alice)).isEqualTo(1);
    }

    @Test
    void aListLivesAsLongAsItsLongestSessionWhateverTheInstancesAreConfiguredTo() {
        SessionManager brief = manager(store, Map.of("coatcheck.lifetime", "2s"));
        login(here, alice);
        login(brief, alice);
        assertThat(remainingOfList()).isGreaterThan(Duration.ofHours(23));
        letPass(Duration.ofMillis(2100));
        assertThat(here.endAll(alice)).isEqualTo(1);
    }

    private Duration remainingOfList() {
        return store.read(listId(), List.of()).orElseThrow().remaining();
    }

    @Test
    void whoSetsAListsTimeTooLateDoesNotShortenIt() {
        List<String> latecomers = List.of("prolong", "write");
        latecomers.forEach(this::letOvertake);
        letPass(Duration.ofMillis(3100));
        assertThat(latecomers)
                .allSatisfy(late -> assertThat(here.endAll(late + alice)).isEqualTo(1));
    }

    /** A session of three seconds, at a call of which another session of its owner's overtakes it. */
    private void letOvertake(String late) {
        String owner = late + alice;
        AtomicBoolean overtaken = new AtomicBoolean();
        SessionManager brief = manager(
                InterceptedStore.of(openAnother(store), call -> {
                    if (call.is(late) && call.isOfList() && overtaken.compareAndSet(false, true)) {
                        login(here, owner);
                    }
                }),
                Map.of("coatcheck.lifetime", "3s"));
        login(brief, owner);
        letPass(Duration.ofMillis(10));
        login(brief, owner);
        assertThat(overtaken).isTrue();
    }

    @Test
    void sessionsThatManyGiveToTwoOwnersAtOnceStayInReach() throws Exception {
        List<Session> sessions =
                Stream.generate(() -> login(here, alice)).limit(4).toList();
        Concurrently.run(8, thread -> {
            SessionManager mine = thread % 2 == 0 ? here : there;
            for (int i = 0; i < 40; i++) {
                String ticket =
                        sessions.get(ThreadLocalRandom.current().nextInt(4)).ticket();
                mine.find(ticket)
                        .orElseThrow()
                        .belongsTo(ThreadLocalRandom.current().nextBoolean() ? alice : bob);
                login(mine, i % 2 == 0 ? alice : bob).end();
            }
            return true;
        });
        assertThat(here.endAll(alice) + here.endAll(bob)).isEqualTo(4);
        assertOver(sessions.toArray(Session[]::new));
    }

    @Test
    void noSessionIsLeftOutByTheEndOfAllWhateverHasHappenedMeanwhile() throws Exception {
        List<List<Session>> sessions = Concurrently.run(8, thread -> {
            SessionManager mine = thread % 2 == 0 ? here : there;
            List<Session> own = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                if (thread < 2) {
                    mine.endAll(alice);
                } else {
                    own.add(login(i % 2));
                }
            }
            return own;
        });
        here.endAll(alice);
        assertThat(sessions.stream().flatMap(List::stream)).hasSize(180).noneMatch(Session::isLive);
    }

    /** A login that a concurrent end of all sessions may cut short. */
    private Session login(int instance) {
        Session session = (instance == 0 ? here : there).create();
        try {
            session.belongsTo(alice);
            session.renew();
        } catch (SessionEndedException e) {
            assertThat(session.isLive()).isFalse();
        }
        return session;
    }

    // sessions that are created on the first write

    @Test
    void aVisitorWithoutASessionGetsOneThatBelongsToTheOwner() {
        Session ended = here.create();
        ended.end();
        for (String ticket : List.of("no ticket", ended.ticket())) {
            TestCookie cookie = new TestCookie();
            Session visitor = here.attach(ticket, cookie);
            assertThat(visitor.endOthers()).isZero();
            assertThat(cookie.ticket).isNull();
            visitor.belongsTo(alice);
            visitor.put(NAME, "one");
            assertThat(cookie.ticket).isEqualTo(visitor.ticket());
            assertThat(there.endAll(alice)).isEqualTo(1);
            assertOver(visitor);
            assertThatThrownBy(() -> visitor.belongsTo(alice)).isInstanceOf(SessionEndedException.class);
        }
    }

    @Test
    void nothingIsLeftBehindWhereTheTicketCannotBeSent() {
        TestCookie committed = TestCookie.ofCommittedResponse();
        for (TestCookie cookie : List.of(committed, TestCookie.thatIsLost())) {
            Session visitor = here.attach(null, cookie);
            assertThatIllegalStateException().isThrownBy(() -> visitor.belongsTo(alice));
            assertThat(newIds()).isEmpty();
        }
        Session live = here.create();
        live.put(NAME, "one");
        here.attach(live.ticket(), committed).belongsTo(alice);
        assertThat(here.endAll(alice)).isEqualTo(1);
    }
}
