package dev.coatcheck.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.TypeRef;
import dev.coatcheck.UnreadableValueException;
import dev.coatcheck.UnwritableValueException;
import dev.coatcheck.ValueTooLargeException;
import dev.coatcheck.Values;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a user of sessions sees, the same on every store. */
abstract class SessionContract extends ContractPart {
    /** A part of an order. */
    record Item(String title, int count, BigDecimal price) {}

    /** A record with collections in it. */
    record Cart(String owner, List<Item> items, Map<String, List<String>> tags, Optional<LocalDate> due) {}

    /** The same name and fewer parts, as a deploy may leave it. */
    record SmallCart(String owner) {}

    /** One part more than {@link SmallCart} had. */
    record GrownCart(String owner, int visits, @Nullable String note) {}

    /** A class that is not immutable. */
    static final class Note {
        public String text = "";
        public List<String> lines = new ArrayList<>();
    }

    /** A class that JSON cannot be read back into. */
    static final class OneWay {
        private final String text;

        OneWay(String first, String second) {
            text = first + second;
        }

        public String getText() {
            return text;
        }
    }

    /** A class whose getter fails. */
    static final class Failing {
        public String getText() {
            return Optional.<String>empty().orElseThrow(() -> new IllegalStateException(SECRET));
        }
    }

    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Key<Integer> COUNT = Key.of("count", Integer.class);
    private static final Key<List<Item>> ITEMS = Key.listOf("items", Item.class);
    private static final Key<Cart> CART = Key.of("cart", Cart.class);
    private static final Key<Note> NOTE = Key.of("note", Note.class);

    private static final String SECRET = "correct-horse-battery-staple";
    private static final Duration SHORT = Duration.ofMillis(1500);

    private DataStore store;
    private SessionManager sessions;
    private Session session;

    @BeforeEach
    final void open() {
        store = closing(openStore());
        sessions = manager(store, Map.of());
        session = sessions.create();
    }

    private SessionManager manager(DataStore over, Map<String, String> settings) {
        return closing(new SessionManager(over, CoatcheckConfig.of(settings)));
    }

    private Session reopened() {
        return sessions.find(session.ticket()).orElseThrow();
    }

    private static List<Item> items(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Item("Item " + i, i, new BigDecimal("19.90")))
                .toList();
    }

    private static Cart cart() {
        return new Cart(
                "Zoë \"Q\" \u0000\n",
                items(3),
                Map.of("colours", List.of("red", "grün"), "none", List.of()),
                Optional.of(LocalDate.of(2026, 2, 28)));
    }

    /** What each read of a session that is over gives, and what each write does. */
    private static void assertOver(Session over) {
        assertThat(over.get(NAME)).isEmpty();
        assertThat(over.get(NAME, "fallback")).isEqualTo("fallback");
        assertThat(over.getAll(NAME, COUNT).get(NAME)).isEmpty();
        assertThat(over.getAll(NAME, COUNT).isOfLiveSession()).isFalse();
        assertThat(over.names()).isEmpty();
        assertThat(over.contains(NAME)).isFalse();
        assertThat(over.timeToLive(NAME)).isEmpty();
        assertThat(over.remaining()).isZero();
        assertThat(over.isLive()).isFalse();
        AtomicBoolean ran = new AtomicBoolean();
        for (Runnable write : List.<Runnable>of(
                () -> over.put(NAME, "late"),
                () -> over.put(NAME, "late", Duration.ofMinutes(1)),
                () -> over.putIfAbsent(NAME, "late"),
                () -> over.remove(NAME),
                () -> over.compute(NAME, old -> Optional.of("late")),
                () -> over.compute(NAME, old -> old),
                () -> over.update(NAME, "late", old -> old),
                () -> over.getOrCompute(NAME, () -> {
                    ran.set(true);
                    return "late";
                }),
                () -> over.batch().put(NAME, "late").commit(),
                over::renew)) {
            assertThatThrownBy(write::run).isInstanceOf(SessionEndedException.class);
        }
        assertThat(ran).as("a loader ran for a session that is over").isFalse();
        assertThatCode(over::end).doesNotThrowAnyException();
        assertThat(over.isLive()).isFalse();
    }

    // 1. lifetime

    @Test
    void whatIsAbsentIsToldFromWhatIsOverWithItsSession() {
        assertThat(session.getAll(NAME).get(NAME)).isEmpty();
        assertThat(session.getAll(NAME).isOfLiveSession()).isTrue();
        assertThat(session.getAll().isOfLiveSession()).isTrue();
        sessions.find(session.ticket()).orElseThrow().end();
        assertThat(session.getAll(NAME).isOfLiveSession()).isFalse();
    }

    @Test
    void aSessionEndsItsLifetimeAfterItWasCreatedHoweverItIsUsed() {
        SessionManager brief = manager(store, Map.of("coatcheck.lifetime", "1500ms"));
        List<Session> both = inTime(SHORT.dividedBy(2), () -> {
            Session used = brief.create();
            used.put(NAME, "one");
            assertThat(used.remaining()).isBetween(Duration.ofMillis(1), SHORT);
            pass(SHORT.dividedBy(2));
            Session again = brief.find(used.ticket()).orElseThrow();
            assertThat(again.get(NAME)).contains("one");
            again.put(NAME, "two");
            assertThat(again.remaining()).isLessThan(SHORT.dividedBy(2).plusMillis(1));
            return List.of(used, again);
        });
        letPass(SHORT.dividedBy(2).plusMillis(100));
        assertThat(brief.find(both.get(0).ticket())).isEmpty();
        both.forEach(SessionContract::assertOver);
    }

    @Test
    void sessionsLiveForADayUnlessConfiguredOtherwise() {
        assertThat(session.remaining()).isBetween(Duration.ofHours(24).minusMinutes(1), Duration.ofHours(24));
    }

    @Test
    void aSessionThatIsUsedDoesNotIdleOut() {
        SessionManager idling = manager(store, Map.of("coatcheck.idle-timeout", "1500ms"));
        // each turn takes half of the timeout, and a tenth before its end a session may be over
        Duration spare = SHORT.dividedBy(10).multipliedBy(4);
        Session used = inTime(spare, () -> {
            Session all = idling.create();
            all.put(NAME, "one");
            Session found = idling.create();
            Session read = idling.create();
            read.put(NAME, "one");
            Session unused = idling.create();
            for (int i = 0; i < 4; i++) {
                pass(SHORT.dividedBy(2));
                assertThat(idling.find(all.ticket()).orElseThrow().get(NAME)).contains("one");
                assertThat(idling.find(found.ticket())).isPresent();
                assertThat(idling.attach(read.ticket()).get(NAME)).contains("one");
            }
            assertThat(idling.find(unused.ticket())).isEmpty();
            assertOver(unused);
            return all;
        });
        letPass(SHORT.plusMillis(200));
        assertThat(idling.find(used.ticket())).isEmpty();
        assertOver(used);
    }

    @Test
    void aHandleThatIsKeptCountsAsUse() {
        SessionManager idling = manager(store, Map.of("coatcheck.idle-timeout", "1500ms"));
        // as above, and each turn takes a third
        Duration spare = SHORT.dividedBy(10).multipliedBy(5);
        inTime(spare, () -> {
            Session reader = idling.create();
            Session writer = idling.create();
            reader.put(NAME, "one");
            for (int i = 0; i < 6; i++) {
                pass(SHORT.dividedBy(3));
                assertThat(reader.get(NAME)).contains("one");
                writer.put(COUNT, i);
            }
            assertThat(reader.isLive()).isTrue();
            assertThat(writer.isLive()).isTrue();
        });
    }

    @Test
    void aSessionThatIsUsedHasAtLeastTheIdleTimeoutLeftAndAtMostATenthMore() {
        inTime(Duration.ofMillis(400), () -> {
            SessionManager idling = manager(store, Map.of("coatcheck.idle-timeout", "20s"));
            Session kept = idling.create();
            Session attached = idling.attach(kept.ticket());
            Duration oneCall = Duration.ofMillis(500);
            for (int i = 0; i < 16; i++) {
                pass(Duration.ofMillis(100));
                for (Session used : List.of(kept, attached, idling.attach(kept.ticket()))) {
                    assertThat(used.remaining())
                            .isBetween(Duration.ofSeconds(20).minus(oneCall), Duration.ofSeconds(22));
                }
            }
        });
    }

    @Test
    void aSessionFromBeforeTheIdleTimeoutIdlesOutAfterItsNextUse() {
        SessionManager idling = manager(store, Map.of("coatcheck.idle-timeout", "1500ms"));
        assertThat(session.remaining()).isGreaterThan(Duration.ofHours(23));
        assertThat(idling.find(session.ticket())).isPresent();
        letPass(SHORT.plusMillis(300));
        assertOver(session);
    }

    @Test
    void aSessionInUseLivesOnWhereOnlySomeInstancesHaveAnIdleTimeout() {
        inTime(Duration.ofMillis(400), () -> {
            SessionManager idling = manager(store, Map.of("coatcheck.idle-timeout", "1500ms"));
            Session used = idling.create();
            for (int i = 0; i < 4; i++) {
                pass(SHORT.dividedBy(2));
                assertThat(sessions.find(used.ticket())).isPresent();
            }
        });
    }

    @Test
    void readsGoOnWhereAStoreThatTakesNoWritesCannotBeToldOfAUse() {
        inTime(Duration.ofMillis(800), () -> {
            AtomicBoolean full = new AtomicBoolean();
            SessionManager idling = manager(
                    InterceptedStore.of(store, call -> {
                        if (full.get() && List.of("extend", "prolong", "write").contains(call.method())) {
                            throw new StoreFullException("full");
                        }
                    }),
                    Map.of("coatcheck.idle-timeout", "3s"));
            Session used = idling.create();
            used.put(NAME, "one");
            full.set(true);
            pass(Duration.ofSeconds(1));
            assertThat(used.get(NAME)).contains("one");
            assertThat(idling.find(used.ticket()).orElseThrow().get(NAME)).contains("one");
            full.set(false);
            assertThat(used.get(NAME)).contains("one");
            assertThat(used.remaining()).isGreaterThan(Duration.ofMillis(2800));
            full.set(true);
            pass(Duration.ofSeconds(1));
            idling.find(used.ticket()).ifPresent(Session::end);
            assertThat(sessions.find(used.ticket())).isEmpty();
        });
    }

    @Test
    void noUseProlongsASessionPastItsLifetime() {
        SessionManager idling = manager(store, Map.of("coatcheck.lifetime", "2500ms", "coatcheck.idle-timeout", "1s"));
        // as above, where each turn takes half of a second
        Session used = inTime(Duration.ofMillis(400), () -> {
            Session prolonged = idling.create();
            prolonged.put(NAME, "one");
            String ticket = prolonged.ticket();
            for (int i = 0; i < 4; i++) {
                pass(Duration.ofMillis(500));
                Session again = idling.find(ticket).orElseThrow();
                again.put(COUNT, i);
                ticket = again.renew();
                assertThat(again.remaining()).isLessThanOrEqualTo(Duration.ofMillis(2501 - 500L * (i + 1)));
            }
            return idling.find(ticket).orElseThrow();
        });
        letPass(Duration.ofMillis(600));
        assertThat(idling.find(used.ticket())).isEmpty();
        assertOver(used);
    }

    @Test
    void aValueLivesForItsOwnTimeOrAsLongAsItsSession() {
        Key<String> brief = Key.of("brief", String.class).lasting(SHORT);
        inTime(SHORT, () -> {
            session.put(brief, "one");
            session.put(NAME, "two");
            session.put(Key.of("short", String.class), "three", SHORT);
            session.batch()
                    .put(Key.of("batched", String.class).lasting(SHORT), "four")
                    .commit();
            assertThat(session.timeToLive(brief).orElseThrow()).isBetween(Duration.ofMillis(1), SHORT);
        });
        assertThat(session.timeToLive(NAME).orElseThrow()).isGreaterThan(Duration.ofHours(23));
        assertThat(session.timeToLive(COUNT)).isEmpty();
        letPass(SHORT.plusMillis(50));
        assertThat(session.get(brief)).isEmpty();
        assertThat(session.contains(brief)).isFalse();
        assertThat(session.timeToLive(brief)).isEmpty();
        assertThat(session.names()).containsExactly("name");
        assertThat(session.putIfAbsent(brief, "anew")).isTrue();
        assertThat(session.get(brief)).contains("anew");
    }

    @Test
    void aTimeLongerThanTheSessionsIsTheSessions() {
        SessionManager brief = manager(store, Map.of("coatcheck.lifetime", "1500ms"));
        Session shortLived = inTime(SHORT, () -> {
            Session created = brief.create();
            created.put(NAME, "one", Duration.ofSeconds(Long.MAX_VALUE));
            created.put(COUNT, 1, Duration.ofDays(2));
            assertThat(created.timeToLive(NAME).orElseThrow()).isLessThanOrEqualTo(SHORT);
            assertThat(created.timeToLive(COUNT).orElseThrow()).isLessThanOrEqualTo(SHORT);
            return created;
        });
        letPass(SHORT.plusMillis(50));
        assertOver(shortLived);
    }

    @Test
    void theShortestTimeIsTaken() {
        session.put(NAME, "one", Duration.ofNanos(1));
        letPass(Duration.ofMillis(5));
        assertThat(session.get(NAME)).isEmpty();
        assertThat(session.isLive()).isTrue();
    }

    @Test
    void aTimeOfZeroOrLessIsRefused() {
        session.put(NAME, "one");
        for (Duration time : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatThrownBy(() -> session.put(NAME, "two", time)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> NAME.lasting(time)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(session.get(NAME)).contains("one");
    }

    // 2. isolation

    @Test
    void whatComesBackIsEqualToWhatWasPut() {
        Key<ZonedDateTime> zoned = Key.of("zoned", ZonedDateTime.class);
        Key<Map<String, List<Item>>> nested = Key.of("nested", new TypeRef<Map<String, List<Item>>>() {});
        Key<Set<UUID>> ids = Key.setOf("ids", UUID.class);
        Key<byte[]> raw = Key.of("raw", byte[].class);
        Key<Double> number = Key.of("number", Double.class);
        ZonedDateTime time = ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 123_456_789, ZoneId.of("Europe/Berlin"));
        session.put(CART, cart());
        session.put(zoned, time);
        session.put(nested, Map.of("a", items(2), "b", List.of()));
        session.put(ids, Set.of(new UUID(1, 2)));
        session.put(raw, new byte[] {1, 2, -3});
        session.put(number, 0.1);
        Session again = reopened();
        assertThat(again.get(CART)).contains(cart());
        assertThat(again.get(zoned)).contains(time);
        assertThat(again.get(nested)).contains(Map.of("a", items(2), "b", List.of()));
        assertThat(again.get(ids)).contains(Set.of(new UUID(1, 2)));
        assertThat(again.get(raw).orElseThrow()).containsExactly(1, 2, -3);
        assertThat(again.get(number)).contains(0.1);
        session.put(Key.of("instant", Instant.class), Instant.parse("2026-07-01T12:00:00.123456789Z"));
        assertThat(again.get(Key.of("instant", Instant.class)))
                .contains(Instant.parse("2026-07-01T12:00:00.123456789Z"));
    }

    @Test
    void valuesOfEverySizeComeBack() {
        for (int count : new int[] {0, 1, 10, 177, 2_999, 10_000}) {
            session.put(ITEMS, items(count));
            assertThat(reopened().get(ITEMS)).contains(items(count));
        }
    }

    @Test
    void noLaterChangeToAnObjectReachesTheStore() {
        Note note = new Note();
        note.text = "one";
        note.lines.add("first");
        List<Item> list = new ArrayList<>(items(2));
        session.put(NOTE, note);
        session.put(ITEMS, list);
        note.text = "changed";
        note.lines.clear();
        list.clear();
        assertThat(session.get(ITEMS)).contains(items(2));
        Note returned = session.get(NOTE).orElseThrow();
        assertThat(returned.text).isEqualTo("one");
        returned.text = "changed";
        returned.lines.add("second");
        Note another = session.get(NOTE).orElseThrow();
        assertThat(another).isNotSameAs(returned);
        assertThat(another.text).isEqualTo("one");
        assertThat(another.lines).containsExactly("first");
    }

    @Test
    void collectionsOfImmutableTypesComeBackUnmodifiableAtEveryDepth() {
        session.put(ITEMS, new ArrayList<>(items(2)));
        session.put(CART, cart());
        for (int read = 0; read < 3; read++) {
            List<Item> list = session.get(ITEMS).orElseThrow();
            Cart cart = session.get(CART).orElseThrow();
            assertUnmodifiable(list::clear);
            assertUnmodifiable(() -> list.add(list.get(0)));
            assertUnmodifiable(() -> cart.items().clear());
            assertUnmodifiable(() -> cart.tags().remove("none"));
            assertUnmodifiable(() -> cart.tags().values().forEach(colours -> colours.add("blue")));
        }
        assertThat(session.get(ITEMS)).contains(items(2));
    }

    private static void assertUnmodifiable(Runnable change) {
        assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
    }

    // 3. four outcomes

    @Test
    void aValueThatIsAbsentIsEmpty() {
        assertThat(session.get(NAME)).isEmpty();
        assertThat(session.get(NAME, "fallback")).isEqualTo("fallback");
        assertThat(session.contains(NAME)).isFalse();
        assertThat(session.remove(NAME)).isFalse();
    }

    @Test
    void aValueOfAnotherTypeIsUnreadableAndNothingElseIsAffected() {
        session.put(ITEMS, items(2));
        session.put(NAME, SECRET);
        Key<List<Integer>> wrong = Key.listOf("items", Integer.class);
        assertThatThrownBy(() -> session.get(wrong))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("items")
                .hasMessageContaining("java.util.List<java.lang.Integer>")
                .hasMessageContaining("[0]");
        assertThatThrownBy(() -> session.get(wrong, List.of())).isInstanceOf(UnreadableValueException.class);
        assertThatThrownBy(() -> session.compute(wrong, old -> old)).isInstanceOf(UnreadableValueException.class);
        Values both = session.getAll(wrong, NAME);
        assertThat(both.get(NAME)).contains(SECRET);
        assertThatThrownBy(() -> both.get(wrong)).isInstanceOf(UnreadableValueException.class);
        assertThat(session.get(NAME)).contains(SECRET);
        assertThat(session.get(ITEMS)).contains(items(2));
        session.put(wrong, List.of(1));
        assertThat(session.get(wrong)).contains(List.of(1));
        session.put(ITEMS, items(2));
        assertThat(session.remove(wrong)).isTrue();
    }

    @Test
    void ofTwoEqualNamesTheLastOneWins() {
        Key<SmallCart> small = Key.of("cart", SmallCart.class);
        session.put(small, new SmallCart("before"));
        store.write(session.id(), List.of(Change.put("cart", bytes("{\"owner\":\"x\",\"owner\":\"y\"}"))));
        assertThat(session.get(small)).contains(new SmallCart("y"));
    }

    @Test
    void damagedBytesAreUnreadableAndTellNothingOfTheValue() {
        byte[] frame = compressedAndCutOff();
        Map<String, byte[]> damaged = new LinkedHashMap<>();
        damaged.put("empty", new byte[0]);
        damaged.put("no JSON", bytes(SECRET));
        damaged.put("cut off", bytes("{\"owner\":\"" + SECRET));
        damaged.put("null", bytes("null"));
        damaged.put("two values", bytes("{} {}"));
        damaged.put("wrong type inside", bytes("{\"owner\":\"x\",\"items\":[{\"count\":\"" + SECRET + "\"}]}"));
        damaged.put("class name", bytes("[\"java.util.ArrayList\",{\"@class\":\"javax.script.ScriptEngineManager\"}]"));
        damaged.put("deep", bytes("[".repeat(100_000)));
        damaged.put("deep and unknown", bytes("{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
        damaged.put("long number", bytes("{\"items\":[{\"price\":" + "9".repeat(1_000_000) + "}]}"));
        damaged.put("frame cut off", frame);
        damaged.put("frame of garbage", new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 1, 2, 3, 4, 5, 6, 7, 8});
        session.put(NAME, "whole");
        damaged.forEach((what, bytes) -> {
            store.write(session.id(), List.of(Change.put("cart", bytes)));
            assertThatThrownBy(() -> session.get(CART))
                    .as(what)
                    .isInstanceOf(UnreadableValueException.class)
                    .hasMessageContaining("\"cart\"")
                    .hasMessageContaining(Cart.class.getName())
                    .hasMessageNotContaining(SECRET)
                    .hasNoCause();
            assertThat(session.get(NAME)).contains("whole");
            assertThat(session.contains(CART)).isTrue();
        });
        session.put(CART, cart());
        assertThat(session.get(CART)).contains(cart());
    }

    private byte[] compressedAndCutOff() {
        session.put(ITEMS, items(2_999));
        byte[] frame = store.read(session.id(), List.of(Want.of("items")))
                .orElseThrow()
                .values()
                .get(0)
                .bytes();
        return Arrays.copyOf(frame, frame.length / 2);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aDamagedValueCanBeRemovedAndItsSessionEnded() {
        store.write(session.id(), List.of(Change.put("cart", bytes("{"))));
        assertThat(session.remove(CART)).isTrue();
        assertThat(session.get(CART)).isEmpty();
        store.write(session.id(), List.of(Change.put("cart", bytes("{"))));
        session.end();
        assertOver(session);
    }

    @Test
    void aDeployMayAddAndDropFields() {
        session.put(CART, cart());
        assertThat(session.get(Key.of("cart", SmallCart.class))).contains(new SmallCart(cart().owner()));
        session.put(Key.of("small", SmallCart.class), new SmallCart("Zoë"));
        assertThat(session.get(Key.of("small", GrownCart.class))).contains(new GrownCart("Zoë", 0, null));
    }

    // 4. what has ended stays ended

    @Test
    void anEndedSessionIsOverForEveryHandle() {
        session.put(NAME, "one");
        Session again = reopened();
        Session attached = sessions.attach(session.ticket());
        Session trusted = sessions.findById(session.id()).orElseThrow();
        session.end();
        assertOver(session);
        assertOver(again);
        assertOver(attached);
        assertOver(trusted);
        assertThat(sessions.find(session.ticket())).isEmpty();
        assertThat(sessions.findById(session.id())).isEmpty();
    }

    @Test
    void aLateWriteDoesNotReviveAnEndedSession() throws Exception {
        SessionManager other = manager(openAnother(store), Map.of());
        for (int round = 0; round < 10; round++) {
            Session raced = sessions.create();
            Session late = other.find(raced.ticket()).orElseThrow();
            Concurrently.run(3, thread -> {
                if (thread == 0) {
                    raced.end();
                    return true;
                }
                return writesUntilTheEnd(late, thread);
            });
            assertThat(sessions.find(raced.ticket())).isEmpty();
            assertThat(other.find(raced.ticket())).isEmpty();
            assertOver(late);
        }
    }

    private static boolean writesUntilTheEnd(Session late, int thread) {
        try {
            for (int i = 0; i < 1_000_000; i++) {
                if (thread == 1) {
                    late.put(COUNT, i);
                } else {
                    late.update(COUNT, 0, old -> old + 1);
                }
            }
            return false;
        } catch (SessionEndedException e) {
            return true;
        }
    }

    // 5. no lost update

    @Test
    void noneOf64WritersOnTwoInstancesLosesAnUpdate() throws Exception {
        SessionManager other = manager(openAnother(store), Map.of());
        String ticket = session.ticket();
        Concurrently.run(64, thread -> {
            Session mine = (thread % 2 == 0 ? sessions : other).find(ticket).orElseThrow();
            return mine.update(COUNT, 0, old -> old + 1);
        });
        assertThat(session.get(COUNT)).contains(64);
    }

    @Test
    void writersOfDifferentKeysKeepAllTheirValues() throws Exception {
        SessionManager other = manager(openAnother(store), Map.of());
        String ticket = session.ticket();
        Concurrently.run(16, thread -> {
            Session mine = (thread % 2 == 0 ? sessions : other).find(ticket).orElseThrow();
            mine.put(Key.of("key" + thread, Integer.class), thread);
            return true;
        });
        for (int i = 0; i < 16; i++) {
            assertThat(session.get(Key.of("key" + i, Integer.class))).contains(i);
        }
    }

    @Test
    void oneOfManyPutsIfAbsent() throws Exception {
        List<Boolean> put = Concurrently.run(16, thread -> session.putIfAbsent(COUNT, thread));
        assertThat(put).containsOnlyOnce(true);
        assertThat(session.get(COUNT)).contains(put.indexOf(true));
        assertThat(session.putIfAbsent(COUNT, 99)).isFalse();
    }

    @Test
    void computeChangesPutsAndRemoves() {
        assertThat(session.compute(COUNT, old -> old)).isEmpty();
        assertThat(session.names()).isEmpty();
        assertThat(session.compute(COUNT, old -> Optional.of(old.orElse(40) + 2)))
                .contains(42);
        assertThat(session.compute(COUNT, old -> old.map(sum -> sum + 1))).contains(43);
        assertThat(session.get(COUNT)).contains(43);
        assertThat(session.compute(COUNT, old -> Optional.empty())).isEmpty();
        assertThat(session.contains(COUNT)).isFalse();
    }

    @Test
    void aChangeThatOthersUndoEachTimeEnds() {
        AtomicInteger others = new AtomicInteger();
        SessionManager contended = manager(
                InterceptedStore.of(store, call -> {
                    if (call.is("write") && call.names().equals(List.of("count"))) {
                        session.put(COUNT, others.incrementAndGet());
                    }
                }),
                Map.of());
        Session loser = contended.find(session.ticket()).orElseThrow();
        assertThatThrownBy(() -> loser.update(COUNT, 0, count -> count + 1))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("\"count\"");
        assertThat(session.get(COUNT)).contains(others.get());
    }

    @Test
    void whatAChangeThrowsReachesTheCallerAndChangesNothing() {
        session.put(COUNT, 1);
        assertThatThrownBy(() -> session.update(COUNT, 0, old -> {
                    throw new IllegalStateException("mine");
                }))
                .hasMessage("mine");
        assertThatThrownBy(() -> session.getOrCompute(NAME, () -> {
                    throw new IllegalStateException("mine");
                }))
                .hasMessage("mine");
        assertThat(session.get(COUNT)).contains(1);
        assertThat(session.getOrCompute(NAME, () -> "loaded")).isEqualTo("loaded");
    }

    @Test
    void aBatchIsMadeWholeOrNotAtAll() {
        session.put(NAME, "one");
        session.put(COUNT, 1);
        session.batch()
                .put(NAME, "two")
                .put(ITEMS, items(2))
                .remove(COUNT)
                .put(NAME, "three")
                .commit();
        assertThat(session.get(NAME)).contains("three");
        assertThat(session.names()).containsExactlyInAnyOrder("name", "items");
        assertThatThrownBy(() -> session.batch()
                        .put(NAME, "four")
                        .put(Key.of("bad", Object.class), new Object())
                        .commit())
                .isInstanceOf(UnwritableValueException.class);
        assertThat(session.get(NAME)).contains("three");
        session.batch().commit();
        var committed = session.batch().put(NAME, "five");
        committed.commit();
        assertThatThrownBy(committed::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> committed.put(NAME, "six")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readersOfSeveralValuesSeeABatchWhole() throws Exception {
        Key<Integer> left = Key.of("left", Integer.class);
        Key<Integer> right = Key.of("right", Integer.class);
        session.batch().put(left, 0).put(right, 0).commit();
        Session other =
                manager(openAnother(store), Map.of()).find(session.ticket()).orElseThrow();
        AtomicBoolean written = new AtomicBoolean();
        Concurrently.run(2, thread -> {
            for (int i = 1; thread == 0 && i <= 300; i++) {
                session.batch().put(left, i).put(right, i).commit();
            }
            while (thread == 1 && !written.get()) {
                Values both = other.getAll(left, right);
                assertThat(both.get(left)).isEqualTo(both.get(right));
            }
            written.set(true);
            return true;
        });
    }

    @Test
    void aLoaderRunsOnceForManyWhoWantItsValue() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        List<String> values =
                Concurrently.run(16, thread -> reopened().getOrCompute(NAME, () -> "run " + runs.incrementAndGet()));
        assertThat(values).containsOnly("run 1");
        assertThat(runs).hasValue(1);
        assertThat(session.get(NAME)).contains("run 1");
        assertThatThrownBy(() -> session.getOrCompute(COUNT, () -> session.getOrCompute(COUNT, () -> 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void loadersThatWouldWaitForEachOtherForEverFail() throws Exception {
        CountDownLatch bothLoad = new CountDownLatch(2);
        List<String> outcomes = Concurrently.run(2, thread -> {
            List<Key<String>> keys = List.of(Key.of("a", String.class), Key.of("b", String.class));
            try {
                return reopened().getOrCompute(keys.get(thread), () -> {
                    bothLoad.countDown();
                    await(bothLoad);
                    return reopened().getOrCompute(keys.get(1 - thread), () -> "inner");
                });
            } catch (IllegalStateException e) {
                return "refused";
            }
        });
        assertThat(outcomes).contains("refused");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoWaitsForALoaderCanBeInterrupted() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        List<Boolean> done = Concurrently.run(2, thread -> {
            if (thread == 0) {
                return session.getOrCompute(NAME, () -> {
                            loading.countDown();
                            await(interrupted);
                            return "one";
                        })
                        .equals("one");
            }
            await(loading);
            Thread.currentThread().interrupt();
            try {
                reopened().getOrCompute(NAME, () -> "two");
                return false;
            } catch (StoreUnavailableException e) {
                return Thread.interrupted();
            } finally {
                interrupted.countDown();
            }
        });
        assertThat(done).containsOnly(true);
    }

    // 6. null

    @Test
    @SuppressWarnings("NullAway") // nulls on purpose
    void nullIsRefusedByTheNameOfItsParameter() {
        session.put(NAME, "one");
        Map<String, Runnable> calls = new HashMap<>();
        calls.put("key", () -> session.get(null));
        calls.put("fallback", () -> session.get(NAME, null));
        calls.put("value", () -> session.put(NAME, null));
        calls.put("timeToLive", () -> session.put(NAME, "two", null));
        calls.put("change", () -> session.compute(NAME, null));
        calls.put("initial", () -> session.update(COUNT, null, old -> old));
        calls.put("loader", () -> session.getOrCompute(NAME, null));
        calls.put("id", () -> sessions.findById(null));
        calls.put("name", () -> Key.of(null, String.class));
        calls.put("type", () -> Key.of("name", (Class<String>) null));
        calls.forEach((parameter, call) ->
                assertThatNullPointerException().isThrownBy(call::run).withMessageContaining(parameter));
        for (Runnable call : List.<Runnable>of(
                () -> session.put(null, "two"),
                () -> session.putIfAbsent(null, "two"),
                () -> session.remove(null),
                () -> session.contains(null),
                () -> session.timeToLive(null),
                () -> session.getAll(NAME, null),
                () -> session.batch().put(null, "two"),
                () -> session.batch().remove(null))) {
            assertThatNullPointerException().isThrownBy(call::run).withMessageContaining("key");
        }
        assertThatNullPointerException()
                .isThrownBy(() -> session.putIfAbsent(NAME, null))
                .withMessageContaining("value");
        assertThatNullPointerException()
                .isThrownBy(() -> session.batch().put(NAME, null))
                .withMessageContaining("value");
        assertThatNullPointerException().isThrownBy(() -> session.compute(NAME, old -> null));
        assertThatNullPointerException().isThrownBy(() -> session.update(NAME, "x", old -> null));
        assertThatNullPointerException().isThrownBy(() -> session.getOrCompute(COUNT, () -> null));
        assertThat(session.get(NAME)).contains("one");
        assertThat(session.names()).containsExactly("name");
        assertThat(sessions.find(null)).isEmpty();
    }

    @Test
    void aFallbackIsNeverStored() {
        assertThat(session.get(NAME, "fallback")).isEqualTo("fallback");
        assertThat(session.getAll(NAME).get(NAME, "fallback")).isEqualTo("fallback");
        assertThat(session.get(NAME)).isEmpty();
        assertThat(session.names()).isEmpty();
    }

    // 7. tickets

    @Test
    void aTicketIsAnIdAndASecret() {
        assertThat(session.ticket())
                .matches("[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}")
                .hasSize(66);
        assertThat(session.id()).isEqualTo(session.ticket().substring(0, 22));
        assertThat(sessions.create().ticket()).isNotEqualTo(session.ticket());
        assertThat(reopened().id()).isEqualTo(session.id());
    }

    @Test
    void onlyTheWholeTicketOpensASession() {
        session.put(NAME, "one");
        String ticket = session.ticket();
        char last = ticket.charAt(65);
        String other = sessions.create().ticket();
        for (String bad : List.of(
                ticket.substring(0, 65) + (last == 'A' ? 'B' : 'A'),
                ticket.substring(0, 23) + other.substring(23),
                other.substring(0, 23) + ticket.substring(23))) {
            assertThat(sessions.find(bad)).isEmpty();
            assertOver(sessions.attach(bad));
        }
        assertThat(session.get(NAME)).contains("one");
    }

    @Test
    void noTextThatIsNotATicketIsAdopted() {
        String ticket = session.ticket();
        for (String bad : List.of(
                "",
                " ",
                "*",
                "none",
                ".",
                session.id(),
                ticket + "=",
                ticket + "\n",
                " " + ticket,
                ticket.replace('.', ':'),
                ticket.substring(1),
                "A".repeat(22) + "." + "A".repeat(43),
                "*".repeat(22) + "." + "*".repeat(43),
                "\u0000".repeat(66),
                "ä".repeat(66),
                // two characters that some encodings make one byte of
                "\uD83E\uDDE5" + "A".repeat(20),
                "A".repeat(20) + "\uD83E\uDDE5",
                "\uD83E\uDDE5" + ticket.substring(2),
                ticket.substring(0, 64) + "\uD83E\uDDE5",
                "../../../../etc/passwd",
                "x\r\nSet-Cookie: a=b",
                "x".repeat(10_000))) {
            assertThat(sessions.find(bad)).isEmpty();
            assertOver(sessions.attach(bad));
            assertThat(sessions.findById(bad))
                    .satisfies(found -> assertThat(found.isEmpty() || bad.equals(session.id()))
                            .isTrue());
        }
        assertOver(sessions.attach(null));
        assertThat(ids()).contains(session.id()).doesNotContain("A".repeat(22), "none");
    }

    private List<String> ids() {
        try (Stream<String> ids = sessions.ids()) {
            return ids.toList();
        }
    }

    @Test
    void theStoreKnowsOnlyTheSecretsHash() {
        session.put(NAME, "one");
        String secret = session.ticket().substring(23);
        for (String name : store.names(session.id())) {
            byte[] bytes = store.read(session.id(), List.of(Want.of(name)))
                    .orElseThrow()
                    .values()
                    .get(0)
                    .bytes();
            assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain(secret);
        }
    }

    @Test
    void aRenewedTicketReplacesTheOldOneAtOnceAndMovesNoData() {
        session.put(NAME, "one");
        session.put(COUNT, 1, Duration.ofHours(1));
        String old = session.ticket();
        String renewed = session.renew();
        assertThat(renewed).isNotEqualTo(old).startsWith(session.id() + ".");
        assertThat(session.ticket()).isEqualTo(renewed);
        assertThat(sessions.find(old)).isEmpty();
        assertOver(sessions.attach(old));
        Session again = sessions.find(renewed).orElseThrow();
        assertThat(again.id()).isEqualTo(session.id());
        assertThat(again.get(NAME)).contains("one");
        assertThat(again.timeToLive(COUNT).orElseThrow()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        assertThat(again.remaining()).isLessThanOrEqualTo(Duration.ofHours(24));
        session.put(NAME, "two");
        assertThat(again.get(NAME)).contains("two");
    }

    @Test
    void anAttachedHandleProvesItsTicketWithItsFirstCall() {
        session.put(NAME, "one");
        assertThat(sessions.attach(session.ticket()).get(NAME)).contains("one");
        assertThat(sessions.attach(session.ticket()).names()).containsExactly("name");
        assertThat(sessions.attach(session.ticket()).contains(NAME)).isTrue();
        assertThat(sessions.attach(session.ticket()).remaining()).isPositive();
        assertThat(sessions.attach(session.ticket()).isLive()).isTrue();
        sessions.attach(session.ticket()).put(NAME, "two");
        assertThat(sessions.attach(session.ticket()).update(COUNT, 1, old -> old + 1))
                .isEqualTo(2);
        assertThat(sessions.attach(session.ticket()).remove(COUNT)).isTrue();
        String renewed = sessions.attach(session.ticket()).renew();
        assertThat(sessions.find(session.ticket())).isEmpty();
        sessions.attach(renewed).end();
        assertOver(session);
    }

    @Test
    void aHandleWhoseTicketAnotherThreadRenewsMeanwhileStaysWithItsSession() {
        session.put(NAME, "one");
        for (Consumer<Session> use : List.<Consumer<Session>>of(
                handle -> assertThat(handle.get(NAME)).contains("one"),
                handle -> assertThat(handle.getAll(NAME).get(NAME)).contains("one"),
                handle -> assertThat(handle.isLive()).isTrue(),
                handle -> assertThat(handle.remaining()).isPositive(),
                handle -> handle.put(NAME, "one"),
                Session::end)) {
            AtomicReference<Session> shared = new AtomicReference<>();
            AtomicBoolean renewed = new AtomicBoolean();
            SessionManager slow = manager(
                    InterceptedStore.of(store, call -> {
                        if (call.is("read") && renewed.compareAndSet(false, true)) {
                            shared.get().renew();
                        }
                    }),
                    Map.of());
            shared.set(slow.attach(session.ticket()));
            use.accept(shared.get());
            assertThat(renewed).isTrue();
            session = shared.get();
        }
        assertThat(sessions.find(session.ticket())).isEmpty();
    }

    @Test
    void aBadTicketCannotEndASession() {
        String bad = session.id() + "." + sessions.create().ticket().substring(23);
        sessions.attach(bad).end();
        assertThat(session.isLive()).isTrue();
    }

    @Test
    void aSessionIsFoundByItsIdWithoutATicket() {
        session.put(NAME, "one");
        Session trusted = sessions.findById(session.id()).orElseThrow();
        assertThat(trusted.get(NAME)).contains("one");
        trusted.put(NAME, "two");
        assertThat(session.get(NAME)).contains("two");
        assertThatThrownBy(trusted::ticket).isInstanceOf(IllegalStateException.class);
        assertThat(sessions.findById("A".repeat(22))).isEmpty();
    }

    // sessions that are created on the first write

    @Test
    void nothingIsCreatedUntilTheFirstWrite() {
        long before = created();
        TestCookie cookie = new TestCookie();
        Session visitor = sessions.attach(null, cookie);
        assertThat(visitor.get(NAME)).isEmpty();
        assertThat(visitor.getAll(NAME, COUNT).get(COUNT)).isEmpty();
        assertThat(visitor.names()).isEmpty();
        assertThat(visitor.isLive()).isFalse();
        assertThat(visitor.remove(NAME)).isFalse();
        assertThat(visitor.compute(NAME, old -> old)).isEmpty();
        visitor.batch().remove(NAME).commit();
        assertThat(visitor.id()).isEqualTo("none");
        assertThatThrownBy(visitor::ticket).isInstanceOf(IllegalStateException.class);
        assertThat(cookie.ticket).isNull();
        assertThat(created()).isEqualTo(before);
        visitor.put(NAME, "one");
        visitor.put(COUNT, 1);
        assertThat(created()).isEqualTo(before + 1);
        assertThat(cookie.ticket).isEqualTo(visitor.ticket());
        Session found = sessions.find(cookie.ticket).orElseThrow();
        assertThat(found.names()).containsExactlyInAnyOrder("name", "count");
    }

    private long created() {
        return counter("sessions-created");
    }

    private long counter(String name) {
        return sessions.stats().counters().getOrDefault(name, -1L);
    }

    @Test
    void anyFirstWriteCreatesTheSession() {
        List<Consumer<Session>> writes = List.of(
                visitor -> visitor.put(NAME, "one"),
                visitor -> visitor.put(NAME, "one", Duration.ofMinutes(1)),
                visitor -> assertThat(visitor.putIfAbsent(NAME, "one")).isTrue(),
                visitor -> visitor.update(NAME, "on", old -> old + "e"),
                visitor -> visitor.getOrCompute(NAME, () -> "one"),
                visitor -> visitor.batch().put(NAME, "one").remove(COUNT).commit());
        for (Consumer<Session> write : writes) {
            TestCookie cookie = new TestCookie();
            write.accept(sessions.attach("no ticket", cookie));
            assertThat(sessions.find(cookie.ticket).orElseThrow().get(NAME)).contains("one");
        }
        TestCookie renewed = new TestCookie();
        assertThat(sessions.attach(null, renewed).renew()).isEqualTo(renewed.ticket);
    }

    @Test
    void anUnknownOrEndedTicketMakesWayForANewSession() {
        Session ended = sessions.create();
        ended.end();
        String forged = session.id() + "." + ended.ticket().substring(23);
        for (String bad : List.of(ended.ticket(), forged, "A".repeat(22) + "." + "A".repeat(43))) {
            TestCookie cookie = new TestCookie();
            Session visitor = sessions.attach(bad, cookie);
            assertThat(visitor.get(NAME)).isEmpty();
            visitor.put(NAME, "new");
            assertThat(visitor.id()).isNotEqualTo(bad.substring(0, 22));
            assertThat(cookie.ticket).isNotNull().isNotEqualTo(bad);
        }
        assertThat(session.get(NAME)).isEmpty();
        assertThat(ids()).doesNotContain(ended.id(), "A".repeat(22));
    }

    @Test
    void threadsWhoFirstUseAHandleWithADeadTicketAtOnceAllSucceed() throws Exception {
        String dead = "A".repeat(22) + "." + "A".repeat(43);
        for (int round = 0; round < 300; round++) {
            TestCookie cookie = new TestCookie();
            Session visitor = sessions.attach(dead, cookie);
            AtomicInteger loads = new AtomicInteger();
            Concurrently.run(3, thread -> switch (thread) {
                case 0 -> visitor.update(COUNT, 0, count -> count + 1);
                case 1 -> visitor.update(COUNT, 0, count -> count + 2);
                default -> visitor.getOrCompute(NAME, () -> "loaded " + loads.incrementAndGet());
            });
            assertThat(visitor.get(COUNT)).contains(3);
            assertThat(visitor.get(NAME)).contains("loaded 1");
            assertThat(visitor.ticket()).isEqualTo(cookie.ticket);
        }
    }

    @Test
    void oneLoaderRunsForThreadsWhoFirstUseAHandleAtOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            Session visitor = sessions.attach(null, new TestCookie());
            AtomicInteger loads = new AtomicInteger();
            Concurrently.run(4, thread -> {
                if (thread == 0) {
                    visitor.put(COUNT, 1);
                    return "";
                }
                return visitor.getOrCompute(NAME, () -> "loaded " + loads.incrementAndGet());
            });
            assertThat(loads).hasValue(1);
        }
    }

    @Test
    void aSessionThatWasMetAndEndedIsNotMadeAnew() {
        TestCookie cookie = new TestCookie();
        Session visitor = sessions.attach(session.ticket(), cookie);
        assertThat(visitor.isLive()).isTrue();
        session.end();
        assertThatThrownBy(() -> visitor.put(NAME, "late")).isInstanceOf(SessionEndedException.class);
        assertThat(cookie.ticket).isNull();
        assertOver(visitor);
    }

    @Test
    void nothingIsLeftBehindWhereATicketCannotBeSent() {
        TestCookie committed = TestCookie.ofCommittedResponse();
        for (TestCookie cookie : List.of(committed, TestCookie.thatIsLost())) {
            Session visitor = sessions.attach(null, cookie);
            assertThatThrownBy(() -> visitor.put(NAME, "one")).isInstanceOf(IllegalStateException.class);
            assertThat(visitor.isLive()).isFalse();
        }
        Session live = sessions.attach(session.ticket(), committed);
        assertThatThrownBy(live::renew).isInstanceOf(IllegalStateException.class);
        assertThat(sessions.find(session.ticket())).isPresent();
        assertThat(counter("sessions-created") - counter("sessions-ended")).isEqualTo(1);
    }

    // 8. limits

    @Test
    void aValueThatIsTooLargeIsRefusedAndNothingIsHalfWritten() {
        SessionManager small = manager(store, Map.of("coatcheck.max-value-bytes", "1KB"));
        Session limited = small.create();
        limited.put(NAME, "x".repeat(1022));
        assertThatThrownBy(() -> limited.put(NAME, "x".repeat(1023)))
                .isInstanceOf(ValueTooLargeException.class)
                .hasMessageContaining("\"name\"")
                .hasMessageContaining("1024")
                .hasMessageContaining("coatcheck.max-value-bytes");
        assertThatThrownBy(() -> limited.update(NAME, "", old -> old + "x")).isInstanceOf(ValueTooLargeException.class);
        assertThatThrownBy(() -> limited.batch().put(COUNT, 1).put(NAME, "x".repeat(5000)))
                .isInstanceOf(ValueTooLargeException.class);
        assertThatThrownBy(() -> limited.put(ITEMS, items(100))).isInstanceOf(ValueTooLargeException.class);
        assertThat(limited.get(NAME)).contains("x".repeat(1022));
        assertThat(limited.names()).containsExactly("name");
    }

    @Test
    void aCompressedValueIsReadUpToTheLimitOnly() {
        session.put(NAME, "x".repeat(1 << 20));
        SessionManager small = manager(openAnother(store), Map.of("coatcheck.max-value-bytes", "64KB"));
        Session limited = small.find(session.ticket()).orElseThrow();
        assertThatThrownBy(() -> limited.get(NAME)).isInstanceOf(UnreadableValueException.class);
        assertThat(session.get(NAME).orElseThrow()).hasSize(1 << 20);
    }

    // 9. JSON

    @Test
    void smallValuesArePlainJsonAndLargeOnesStandardZstdFrames() {
        session.put(ITEMS, items(1));
        assertThat(stored("items")).isEqualTo("[{\"title\":\"Item 0\",\"count\":0,\"price\":19.90}]");
        session.put(NAME, "Zoë");
        assertThat(stored("name")).isEqualTo("\"Zoë\"");
        session.put(NAME, "x".repeat(8190));
        assertThat(storedBytes("name")).hasSize(8192);
        session.put(NAME, "x".repeat(8191));
        assertThat(storedBytes("name")).startsWith(0x28, 0xB5, 0x2F, 0xFD).hasSizeLessThan(100);
        assertThat(session.get(NAME).orElseThrow()).hasSize(8191);
    }

    private byte[] storedBytes(String name) {
        return store.read(session.id(), List.of(Want.of(name)))
                .orElseThrow()
                .values()
                .get(0)
                .bytes();
    }

    private String stored(String name) {
        return new String(storedBytes(name), StandardCharsets.UTF_8);
    }

    @Test
    void aValueThatJsonCannotCarryIsRefusedWhenItIsPut() {
        session.put(NAME, "one");
        List<Object> loop = new ArrayList<>();
        loop.add(loop);
        Map<String, Object> bad = new LinkedHashMap<>();
        bad.put("a plain object", new Object());
        bad.put("a loop", loop);
        bad.put("a failing getter", new Failing());
        bad.forEach((what, value) -> assertThatThrownBy(() -> session.put(Key.of("bad", Object.class), value))
                .as(what)
                .isInstanceOf(UnwritableValueException.class)
                .hasMessageContaining("\"bad\"")
                .hasMessageNotContaining(SECRET)
                .hasNoCause());
        assertThatThrownBy(() -> session.put(Key.of("bad", OneWay.class), new OneWay(SECRET, "x")))
                .isInstanceOf(UnwritableValueException.class)
                .hasMessageContaining("not read back")
                .hasMessageNotContaining(SECRET);
        assertThat(session.names()).containsExactly("name");
    }

    @Test
    void whatIsPutCanBeReadHoweverLongItsNumbersAndNamesAre() {
        Key<BigDecimal> number = Key.of("number", BigDecimal.class);
        Key<BigInteger> integer = Key.of("integer", BigInteger.class);
        Key<Map<String, Integer>> map = Key.mapOf("map", String.class, Integer.class);
        BigInteger longest = BigInteger.TEN.pow(999);
        String name = "\u20ac".repeat(50_000);
        // of these types the first value is read back when it is put, the others are not
        session.put(number, BigDecimal.ONE);
        session.put(integer, BigInteger.ONE);
        session.put(map, Map.of());
        session.put(number, new BigDecimal(longest));
        session.put(integer, longest);
        session.put(map, Map.of(name, 1));
        assertThat(session.get(number)).contains(new BigDecimal(longest));
        assertThat(session.get(integer)).contains(longest);
        assertThat(session.get(map)).contains(Map.of(name, 1));
        assertUnwritable(number, new BigDecimal(longest, 1));
        assertUnwritable(number, new BigDecimal(BigInteger.ONE, 1_000_000).add(BigDecimal.ONE));
        assertUnwritable(integer, longest.multiply(BigInteger.TEN));
        assertUnwritable(map, Map.of(name + "x", 1));
        assertUnwritable(Key.of("any", Object.class), Map.of("list", List.of(1, BigInteger.TEN.pow(1_000))));
    }

    private <T> void assertUnwritable(Key<T> key, T value) {
        Optional<T> before = session.get(key);
        assertThatThrownBy(() -> session.put(key, value))
                .isInstanceOf(UnwritableValueException.class)
                .hasMessageContaining('"' + key.name() + '"')
                .hasMessageNotContaining("000")
                .hasNoCause();
        assertThat(session.get(key)).isEqualTo(before);
    }

    // 10. secrets

    @Test
    void noTextOfASessionHoldsItsTicketOrAValue() {
        session.put(NAME, SECRET);
        String secret = session.ticket().substring(23);
        assertThat(List.of(
                        session.toString(),
                        sessions.toString(),
                        session.getAll(NAME).toString(),
                        session.batch().put(NAME, SECRET).toString(),
                        sessions.stats().toString()))
                .allSatisfy(text -> assertThat(text).doesNotContain(secret, SECRET));
    }

    // 11. administration and ends

    @Test
    void idsAreThoseOfTheLiveSessions() {
        Session ended = sessions.create();
        ended.end();
        assertThat(ids()).contains(session.id()).doesNotContain(ended.id());
        sessions.ping();
        assertThat(sessions.stats().counters())
                .containsEntry("sessions-created", 2L)
                .containsEntry("sessions-ended", 1L);
    }

    @Test
    void namesAreThoseOfTheUsersValues() {
        assertThat(session.names()).isEmpty();
        session.put(NAME, "one");
        session.put(COUNT, 1);
        assertThat(session.names()).containsExactlyInAnyOrder("name", "count");
        session.remove(NAME);
        assertThat(session.names()).containsExactly("count");
        assertThatThrownBy(() -> Key.of("@ticket", String.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedManagerRefusesEveryCall() {
        SessionManager closed = new SessionManager(openStore(), CoatcheckConfig.of(Map.of()));
        Session left = closed.create();
        closed.close();
        closed.close();
        for (Runnable call : List.<Runnable>of(
                closed::create,
                () -> closed.find(left.ticket()),
                () -> closed.findById(left.id()),
                () -> closed.ids().close(),
                closed::stats,
                closed::ping,
                () -> left.get(NAME),
                () -> left.put(NAME, "late"),
                left::end)) {
            assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class);
        }
    }
}
