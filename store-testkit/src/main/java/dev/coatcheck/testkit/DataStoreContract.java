package dev.coatcheck.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import dev.coatcheck.store.WriteResult.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DataStore} owes: bytes, versions, lifetimes, atomicity, isolation, use after close.
 */
abstract class DataStoreContract extends ContractPart {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(1500);
    private static final Duration LONGER = Duration.ofSeconds(2);

    private DataStore store;
    private String id = newId();

    @BeforeEach
    final void open() {
        store = closing(openStore());
    }

    @Override
    void letPass(Duration time) {
        fixture().letPass(time);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private void anotherSession(Duration lifetime, Change... values) {
        id = newId();
        assertThat(store.create(id, lifetime, List.of(values))).isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Change put(String name, String text) {
        return Change.put(name, bytes(text));
    }

    private void create(Change... first) {
        assertThat(store.create(id, DAY, List.of(first))).isTrue();
    }

    private Slice read(String... names) {
        return store.read(id, Stream.of(names).map(Want::of).toList()).orElseThrow();
    }

    private Found find(String name) {
        return read(name).values().get(0);
    }

    private String text(String name) {
        Found found = find(name);
        assertThat(found.state()).isEqualTo(Found.State.PRESENT);
        return new String(found.bytes(), StandardCharsets.UTF_8);
    }

    private WriteResult write(Change... changes) {
        return store.write(id, List.of(changes));
    }

    private void assertApplied(Change... changes) {
        assertThat(write(changes).outcome()).isEqualTo(Outcome.APPLIED);
    }

    private void assertOver(String over) {
        assertThat(store.read(over, List.of(Want.of("a")))).isEmpty();
        assertThat(store.read(over, List.of())).isEmpty();
        assertThat(store.write(over, List.of(put("a", "late"))).outcome()).isEqualTo(Outcome.GONE);
        assertThat(store.write(over, List.of(Change.remove("a"))).outcome()).isEqualTo(Outcome.GONE);
        assertThat(store.names(over)).isEmpty();
        assertThat(store.extend(over, DAY)).isFalse();
        assertThat(store.prolong(over, DAY)).isFalse();
        assertThat(store.deleteIfEmpty(over)).isFalse();
        assertThat(store.delete(over)).isFalse();
        assertThat(store.read(over, List.of(Want.of("a")))).isEmpty();
    }

    // bytes and names

    @Test
    void aNewSessionHoldsItsFirstValues() {
        create(put("a", "one"), put("b", "two"));
        assertThat(text("a")).isEqualTo("one");
        assertThat(text("b")).isEqualTo("two");
        assertThat(store.names(id)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aNewSessionMayBeEmpty() {
        create();
        assertThat(read().values()).isEmpty();
        assertThat(store.names(id)).isEmpty();
    }

    @Test
    void anIdThatIsTakenIsNotCreatedAgain() {
        create(put("a", "first"));
        assertThat(store.create(id, DAY, List.of(put("a", "second"), put("b", "second"))))
                .isFalse();
        assertThat(text("a")).isEqualTo("first");
        assertThat(store.names(id)).containsExactly("a");
    }

    @Test
    void anUnknownSessionIsOver() {
        assertOver(newId());
    }

    @Test
    void valuesComeBackInTheOrderOfTheWants() {
        create(put("a", "one"), put("b", "two"));
        List<Found> found = read("b", "missing", "a").values();
        assertThat(found.get(0).bytes()).isEqualTo(bytes("two"));
        assertThat(found.get(1).state()).isEqualTo(Found.State.ABSENT);
        assertThat(found.get(2).bytes()).isEqualTo(bytes("one"));
    }

    @Test
    void bytesOfEveryKindAndSizeComeBackAsTheyWere() {
        create();
        Random random = new Random(1);
        for (int size : new int[] {0, 1, 255, 8192, 1 << 20, 5 << 20}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            assertApplied(Change.put("a", bytes));
            assertThat(find("a").bytes()).isEqualTo(bytes);
        }
    }

    @Test
    void idsAndNamesMayHaveEveryCharacterAllowedAndTheirFullLength() {
        String longId = "AZaz09_-" + "x".repeat(120);
        String longName = "@AZaz09._-" + "x".repeat(119);
        assertThat(store.create(longId, DAY, List.of(put(longName, "one")))).isTrue();
        assertThat(store.names(longId)).containsExactly(longName);
        assertThat(store.delete(longId)).isTrue();
    }

    @Test
    void oneWriteMayChangeThousandsOfValues() {
        create();
        List<String> names = IntStream.range(0, 10_000).mapToObj(i -> "n" + i).toList();
        assertThat(store.write(id, names.stream().map(name -> put(name, name)).toList())
                        .outcome())
                .isEqualTo(Outcome.APPLIED);
        assertThat(store.names(id)).hasSize(10_000);
        assertThat(text("n9999")).isEqualTo("n9999");
        assertThat(read(names.toArray(String[]::new)).values())
                .allSatisfy(found -> assertThat(found.state()).isEqualTo(Found.State.PRESENT));
        assertThat(store.extend(id, DAY)).isTrue();
        assertThat(store.delete(id)).isTrue();
        assertOver(id);
    }

    @Test
    void whatIsDoneToAnArrayAfterACallIsSeenByNobody() {
        byte[] mine = bytes("one");
        create(Change.put("a", mine));
        mine[0] = 'X';
        assertThat(text("a")).isEqualTo("one");
        byte[] again = bytes("two");
        assertApplied(Change.put("a", again));
        again[0] = 'X';
        find("a").bytes()[1] = 'X';
        assertThat(text("a")).isEqualTo("two");
    }

    // versions

    @Test
    void aValueOfTheHeldVersionComesBackUnchangedAndWithoutItsBytes() {
        create(put("a", "one"), put("b", "two"));
        long version = find("a").version();
        assertThat(version).isPositive();
        List<Found> found = store.read(id, List.of(new Want("a", version), Want.of("b")))
                .orElseThrow()
                .values();
        assertThat(found.get(0).state()).isEqualTo(Found.State.UNCHANGED);
        assertThat(found.get(0).version()).isEqualTo(version);
        assertThat(found.get(0).bytes()).isEmpty();
        assertThat(found.get(1).bytes()).isEqualTo(bytes("two"));
    }

    @Test
    void aHolderOfAnOlderVersionGetsTheNewBytes() {
        create(put("a", "one"));
        long held = find("a").version();
        long written = write(put("a", "two")).version();
        Found found = store.read(id, List.of(new Want("a", held)))
                .orElseThrow()
                .values()
                .get(0);
        assertThat(found.state()).isEqualTo(Found.State.PRESENT);
        assertThat(found.bytes()).isEqualTo(bytes("two"));
        assertThat(found.version()).isEqualTo(written).isGreaterThan(held);
    }

    @Test
    void aHeldValueThatWasRemovedIsAbsent() {
        create(put("a", "one"));
        long held = find("a").version();
        assertApplied(Change.remove("a"));
        assertThat(store.read(id, List.of(new Want("a", held)))
                        .orElseThrow()
                        .values()
                        .get(0)
                        .state())
                .isEqualTo(Found.State.ABSENT);
    }

    @Test
    void presenceAndLengthAreToldWithoutBytes() {
        create(put("a", "one"), put("large", "x".repeat(100_000)), put("empty", ""));
        List<Found> found = store.read(
                        id,
                        List.of(Want.presence("a"), Want.presence("b"), Want.presence("large"), Want.presence("empty")))
                .orElseThrow()
                .values();
        assertThat(found).extracting(Found::length).containsExactly(3L, 0L, 100_000L, 0L);
        assertThat(found.get(0).state()).isEqualTo(Found.State.UNCHANGED);
        assertThat(found.get(0).bytes()).isEmpty();
        assertThat(found.get(1).state()).isEqualTo(Found.State.ABSENT);
    }

    @Test
    void versionsOnlyGrowEvenWhereAValueWasRemoved() {
        create(put("a", "one"));
        long last = find("a").version();
        for (int i = 0; i < 5; i++) {
            assertApplied(Change.remove("a"));
            WriteResult result = write(put("a", "again"), put("b", "too"));
            assertThat(result.version()).isGreaterThan(last);
            assertThat(find("a").version()).isEqualTo(result.version());
            last = find("b").version();
        }
    }

    @Test
    void aSessionOfAReusedIdAnswersNoVersionOfTheOldOneAsUnchanged() {
        create(put("a", "old"));
        long held = find("a").version();
        assertThat(store.delete(id)).isTrue();
        create(put("a", "new"));
        Found found = store.read(id, List.of(new Want("a", held)))
                .orElseThrow()
                .values()
                .get(0);
        assertThat(found.bytes()).isEqualTo(bytes("new"));
    }

    @Test
    void noVersionIsUsedTwiceThroughoutTheLivesOfAnId() {
        Set<Long> versions = new HashSet<>();
        for (int life = 0; life < 5; life++) {
            create(put("a", "first"));
            assertThat(versions.add(find("a").version())).isTrue();
            for (int i = 0; i < 20; i++) {
                assertThat(versions.add(write(put("a", "next")).version())).isTrue();
            }
            assertThat(store.delete(id)).isTrue();
        }
    }

    @Test
    void aChangeAtItsExpectedVersionIsMade() {
        create(put("a", "one"));
        assertApplied(put("a", "two").ifVersion(find("a").version()));
        assertThat(text("a")).isEqualTo("two");
        assertApplied(Change.remove("a").ifVersion(find("a").version()));
        assertThat(store.names(id)).isEmpty();
    }

    @Test
    void oneChangeInConflictUndoesTheWholeWrite() {
        create(put("a", "one"), put("c", "one"));
        long version = find("a").version();
        WriteResult result = write(put("b", "new"), put("a", "two").ifVersion(version + 1), Change.remove("c"));
        assertThat(result.outcome()).isEqualTo(Outcome.CONFLICT);
        assertThat(text("a")).isEqualTo("one");
        assertThat(find("a").version()).isEqualTo(version);
        assertThat(store.names(id)).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void versionZeroStandsForAbsent() {
        create(put("a", "one"));
        assertThat(write(put("a", "two").ifVersion(0)).outcome()).isEqualTo(Outcome.CONFLICT);
        assertThat(write(put("b", "two").ifVersion(1)).outcome()).isEqualTo(Outcome.CONFLICT);
        assertApplied(put("b", "two").ifVersion(0));
        assertApplied(Change.remove("a"));
        assertApplied(put("a", "three").ifVersion(0));
    }

    @Test
    void removalsAreCounted() {
        create(put("a", "one"), put("b", "two"));
        assertThat(write(Change.remove("a"), Change.remove("missing")).removed())
                .isEqualTo(1);
        assertThat(write(Change.remove("a")).removed()).isZero();
        assertThat(write(Change.remove("b"), put("c", "three")).removed()).isEqualTo(1);
    }

    // lifetimes

    @Test
    void aSessionIsOverAfterItsLifetimeWhateverWasDoneWithIt() {
        inTime(SHORT.dividedBy(2), () -> {
            anotherSession(SHORT, put("a", "one"));
            pass(SHORT.dividedBy(2));
            assertThat(text("a")).isEqualTo("one");
            assertApplied(put("a", "two"), put("b", "two"));
        });
        letPass(SHORT.dividedBy(2).plusMillis(300));
        assertOver(id);
        assertThat(ids()).doesNotContain(id);
    }

    @Test
    void aSessionIsLiveToTheEndOfItsLifetime() {
        inTime(Duration.ofMillis(700), () -> {
            anotherSession(LONGER, put("a", "one"));
            pass(LONGER.minusMillis(700));
            assertThat(text("a")).isEqualTo("one");
            assertThat(read().remaining()).isBetween(Duration.ofMillis(1), Duration.ofMillis(700));
        });
    }

    /** Whoever gives their memory back, and however long that takes. */
    @Test
    void sessionsThatEndConcurrentlyAreAllOverAtTheirEnd() {
        List<String> together = IntStream.range(0, 1_000).mapToObj(i -> newId()).toList();
        together.forEach(one -> store.create(one, SHORT, List.of(put("a", "one"))));
        letPass(SHORT.plusMillis(50));
        assertThat(together)
                .allMatch(one -> store.read(one, List.of(Want.of("a"))).isEmpty());
        assertThat(ids()).doesNotContainAnyElementsOf(together);
        assertOver(together.get(0));
    }

    @Test
    void aValueDiesAtItsOwnTimeAndTheSessionLivesOn() {
        long held = inTime(SHORT, () -> {
            anotherSession(DAY, Change.put("a", bytes("one"), SHORT), put("b", "two"));
            assertThat(text("a")).isEqualTo("one");
            return find("a").version();
        });
        letPass(SHORT.plusMillis(50));
        assertThat(find("a").state()).isEqualTo(Found.State.ABSENT);
        assertThat(store.read(id, List.of(new Want("a", held)))
                        .orElseThrow()
                        .values()
                        .get(0)
                        .state())
                .isEqualTo(Found.State.ABSENT);
        assertThat(store.read(id, List.of(Want.presence("a")))
                        .orElseThrow()
                        .values()
                        .get(0)
                        .state())
                .isEqualTo(Found.State.ABSENT);
        assertThat(store.names(id)).containsExactly("b");
        assertThat(write(Change.remove("a")).removed()).isZero();
        assertApplied(put("a", "anew").ifVersion(0));
        assertThat(text("a")).isEqualTo("anew");
    }

    @Test
    void puttingAValueAgainStartsItsTimeAnew() {
        inTime(SHORT.dividedBy(2).minusMillis(200), () -> {
            anotherSession(DAY, Change.put("a", bytes("one"), SHORT), Change.put("b", bytes("one"), SHORT));
            pass(SHORT.dividedBy(2));
            assertApplied(Change.put("a", bytes("two"), SHORT), put("b", "two"));
            pass(SHORT.dividedBy(2).plusMillis(200));
            assertThat(text("a")).isEqualTo("two");
            assertThat(text("b")).isEqualTo("two");
        });
        letPass(SHORT.dividedBy(2).plusMillis(50));
        assertThat(find("a").state()).isEqualTo(Found.State.ABSENT);
        assertThat(text("b")).isEqualTo("two");
    }

    @Test
    void replacingAValueKeepsItsDeadline() {
        inTime(SHORT.dividedBy(2), () -> {
            anotherSession(DAY, Change.put("a", bytes("one"), SHORT), put("b", "one"));
            pass(SHORT.dividedBy(2));
            assertApplied(
                    Change.replace("a", bytes("two")),
                    Change.replace("b", bytes("two")),
                    Change.replace("c", bytes("two")));
            assertThat(text("a")).isEqualTo("two");
            assertThat(find("a").remaining()).isLessThan(SHORT.dividedBy(2).plusMillis(1));
        });
        letPass(SHORT.dividedBy(2).plusMillis(200));
        assertThat(find("a").state()).isEqualTo(Found.State.ABSENT);
        assertThat(text("b")).isEqualTo("two");
        assertThat(text("c")).isEqualTo("two");
    }

    @Test
    void remainingTimesAreTold() {
        create(put("a", "one"), Change.put("b", bytes("two"), Duration.ofHours(1)));
        Slice slice = read("a", "b");
        assertThat(slice.remaining()).isBetween(DAY.minusMinutes(1), DAY);
        assertThat(slice.values().get(0).remaining()).isBetween(DAY.minusMinutes(1), DAY);
        assertThat(slice.values().get(1).remaining()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    }

    @Test
    void aValueOfItsOwnTimeIsToldFromOneThatEndsWithItsSession() {
        create(put("with", "one"), Change.put("own", bytes("two"), DAY), put("later", "three"), put("former", "four"));
        assertApplied(Change.put("later", bytes("five"), DAY), put("former", "six"));
        assertOwnTimes();
        assertApplied(Change.replace("with", bytes("seven")), Change.replace("own", bytes("eight")));
        store.extend(id, DAY.minusHours(1));
        assertOwnTimes();
        store.extend(id, DAY.plusHours(1));
        assertOwnTimes();
    }

    /** Of values that come with their bytes, that are held, and of which only the presence is asked for. */
    private void assertOwnTimes() {
        Map<String, Boolean> expected =
                Map.of("with", false, "own", true, "later", true, "former", false, "missing", false);
        List<String> names = List.copyOf(expected.keySet());
        List<Found> found = read(names.toArray(String[]::new)).values();
        List<Want> held = new ArrayList<>();
        List<Want> mixed = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            held.add(new Want(names.get(i), found.get(i).version()));
            mixed.add(new Want(names.get(i), i % 2 == 0 ? 1 : found.get(i).version()));
        }
        List<Want> present = names.stream().map(Want::presence).toList();
        for (List<Want> wants :
                List.of(held, mixed, present, names.stream().map(Want::of).toList())) {
            List<Found> values = store.read(id, wants).orElseThrow().values();
            for (int i = 0; i < names.size(); i++) {
                assertThat(values.get(i).hasOwnTime())
                        .as("own time of %s, found %s", names.get(i), values.get(i))
                        .isEqualTo(expected.get(names.get(i)));
            }
        }
        for (String name : names) {
            assertThat(find(name).hasOwnTime()).as(name).isEqualTo(expected.get(name));
        }
    }

    @Test
    void aValueOfALongerTimeDiesWithItsSession() {
        inTime(SHORT, () -> {
            anotherSession(SHORT, Change.put("a", bytes("one"), DAY));
            assertThat(find("a").remaining()).isGreaterThan(Duration.ofHours(23));
        });
        letPass(SHORT.plusMillis(50));
        assertOver(id);
        create(put("b", "two"));
        assertThat(find("a").state()).isEqualTo(Found.State.ABSENT);
    }

    @Test
    void anExtendedSessionTakesItsValuesAlong() {
        inTime(SHORT, () -> {
            anotherSession(
                    SHORT,
                    put("a", "one"),
                    Change.put("b", bytes("two"), LONGER.multipliedBy(2)),
                    Change.put("c", bytes("three"), SHORT));
            assertThat(store.extend(id, DAY)).isTrue();
        });
        letPass(LONGER);
        assertThat(read().remaining()).isGreaterThan(Duration.ofHours(23));
        assertThat(text("a")).isEqualTo("one");
        assertThat(text("b")).isEqualTo("two");
        assertThat(find("c").state()).isEqualTo(Found.State.ABSENT);
        letPass(LONGER.plusMillis(50));
        assertThat(find("b").state()).isEqualTo(Found.State.ABSENT);
        assertThat(text("a")).isEqualTo("one");
    }

    @Test
    void aValueTakenAlongMayComeToOthersThatAllHaveTheirOwnTime() {
        store.create(id, SHORT, List.of(Change.put("own", bytes("one"), SHORT.dividedBy(2))));
        assertThat(store.extend(id, SHORT)).isTrue();
        assertApplied(put("a", "one"), Change.put("own", bytes("two"), SHORT.dividedBy(2)));
        assertThat(store.extend(id, LONGER)).isTrue();
        assertApplied(Change.put("b", bytes("two"), LONGER.multipliedBy(2)), Change.remove("own"));
        assertThat(store.prolong(id, DAY)).isTrue();
        assertThat(store.prolong(id, DAY.plusHours(1))).isTrue();
        letPass(LONGER.plusMillis(1100));
        assertThat(text("a")).isEqualTo("one");
        assertThat(text("b")).isEqualTo("two");
    }

    @Test
    void aValueOfALongerTimeIsTakenAlongByAShortSessionThatIsExtended() {
        store.create(id, SHORT, List.of(Change.put("a", bytes("one"), LONGER.multipliedBy(2))));
        assertThat(store.extend(id, SHORT)).isTrue();
        assertThat(store.extend(id, DAY)).isTrue();
        assertThat(store.extend(id, SHORT)).isTrue();
        assertThat(store.extend(id, DAY)).isTrue();
        letPass(LONGER.plusMillis(600));
        assertThat(text("a")).isEqualTo("one");
    }

    @Test
    void aSessionCanBeShortened() {
        inTime(SHORT, () -> {
            anotherSession(DAY, put("a", "one"));
            assertThat(store.extend(id, SHORT)).isTrue();
            assertThat(read().remaining()).isLessThanOrEqualTo(SHORT);
        });
        letPass(SHORT.plusMillis(50));
        assertOver(id);
    }

    @Test
    void aProlongedSessionKeepsWhatItHasMore() {
        create(put("a", "one"));
        assertThat(store.prolong(id, SHORT)).isTrue();
        assertThat(read().remaining()).isGreaterThan(Duration.ofHours(23));
        assertThat(store.extend(id, SHORT)).isTrue();
        assertThat(store.prolong(id, DAY)).isTrue();
        letPass(SHORT.plusMillis(50));
        assertThat(read().remaining()).isGreaterThan(Duration.ofHours(23));
        assertThat(text("a")).isEqualTo("one");
    }

    @Test
    void theLongestTimesAreTaken() {
        Duration longest = Duration.ofDays(3660);
        assertThat(store.create(id, longest, List.of(Change.put("a", bytes("one"), longest))))
                .isTrue();
        assertThat(read().remaining()).isGreaterThan(longest.minusDays(1));
        assertThat(text("a")).isEqualTo("one");
        assertThat(store.delete(id)).isTrue();
    }

    // ends

    @Test
    void aDeletedSessionIsOverWithAllItsValues() {
        create(put("a", "one"), put("b", "two"));
        assertThat(store.delete(id)).isTrue();
        assertOver(id);
        create();
        assertThat(find("a").state()).isEqualTo(Found.State.ABSENT);
        assertThat(store.names(id)).isEmpty();
    }

    @Test
    void onlyASessionWithoutValuesIsDeletedWhenItIsEmpty() {
        create(put("a", "one"), Change.put("b", bytes("two"), SHORT));
        assertApplied(Change.remove("a"));
        assertThat(store.deleteIfEmpty(id)).isFalse();
        assertThat(text("b")).isEqualTo("two");
        letPass(SHORT.plusMillis(50));
        assertThat(store.deleteIfEmpty(id)).isTrue();
        assertOver(id);
        create(put("a", "anew"));
        assertThat(find("b").state()).isEqualTo(Found.State.ABSENT);
        assertApplied(Change.remove("a"));
        assertThat(store.deleteIfEmpty(id)).isTrue();
        assertOver(id);
    }

    @Test
    void noValueIsLostToTheEndOfAnEmptySession() throws Exception {
        for (int round = 0; round < 50; round++) {
            String shared = newId();
            store.create(shared, DAY, List.of());
            List<Boolean> done = Concurrently.run(
                    8,
                    i -> i % 2 == 0
                            ? store.write(shared, List.of(put("n" + i, "one"))).outcome() == Outcome.APPLIED
                            : store.deleteIfEmpty(shared));
            boolean written = done.get(0);
            assertThat(List.of(done.get(2), done.get(4), done.get(6))).containsOnly(written);
            assertThat(Stream.of(1, 3, 5, 7).filter(done::get)).hasSize(written ? 0 : 1);
            assertThat(store.read(shared, List.of()).isPresent()).isEqualTo(written);
        }
    }

    @Test
    void aValueIsFoundWhileItsNeighboursComeAndGo() throws Exception {
        create(put("first", "0"), put("stays", "0"));
        DataStore other = closing(openAnother(store));
        int rounds = other.equals(store) ? 50_000 : 200;
        whileWriting(
                () -> {
                    for (int i = 1; i <= rounds; i++) {
                        assertApplied(put("a", "" + i));
                        assertApplied(put("b", "" + i));
                        assertApplied(put("first", "" + i));
                        assertApplied(Change.remove("a"));
                        assertApplied(put("stays", "" + i));
                        assertApplied(Change.remove("b"));
                    }
                },
                last -> {
                    Found found = other.read(id, List.of(Want.of("stays")))
                            .orElseThrow()
                            .values()
                            .get(0);
                    long now = Long.parseLong(new String(found.bytes(), StandardCharsets.UTF_8));
                    assertThat(now).isGreaterThanOrEqualTo(last);
                    return now;
                });
    }

    /** One thread writes; two read until it is done, and each read is told what the one before it gave, 0 at first. */
    private static void whileWriting(Runnable writes, LongUnaryOperator read) throws Exception {
        AtomicBoolean written = new AtomicBoolean();
        Concurrently.run(3, thread -> {
            if (thread == 0) {
                try {
                    writes.run();
                } finally {
                    written.set(true);
                }
            } else {
                long last = 0;
                while (!written.get()) {
                    last = read.applyAsLong(last);
                }
            }
            return true;
        });
    }

    @Test
    void noWriteRevivesASessionThatIsDeletedMeanwhile() throws Exception {
        for (int round = 0; round < 20; round++) {
            String raced = newId();
            store.create(raced, DAY, List.of(put("a", "one")));
            Concurrently.run(4, thread -> {
                if (thread == 0) {
                    return store.delete(raced);
                }
                Outcome outcome = Outcome.APPLIED;
                for (int i = 0; outcome != Outcome.GONE; i++) {
                    outcome = store.write(raced, List.of(put("a" + thread, "late " + i)))
                            .outcome();
                }
                return true;
            });
            assertOver(raced);
            assertThat(ids()).doesNotContain(raced);
        }
    }

    @Test
    void oneOfManyDeletionsFindsTheSessionLive() throws Exception {
        create(put("a", "one"));
        assertThat(Concurrently.run(8, thread -> store.delete(id))).containsOnlyOnce(true);
    }

    @Test
    void oneOfManyCreationsOfAnIdIsMade() throws Exception {
        List<Boolean> made = Concurrently.run(8, thread -> store.create(id, DAY, List.of(put("a", "by " + thread))));
        assertThat(made).containsOnlyOnce(true);
        assertThat(text("a")).isEqualTo("by " + made.indexOf(true));
    }

    // atomicity

    @Test
    void noneOfManyWritersOnTwoInstancesLosesAnUpdate() throws Exception {
        create(put("a", "0"));
        DataStore other = closing(openAnother(store));
        Concurrently.run(16, thread -> addOne(thread % 2 == 0 ? store : other));
        assertThat(text("a")).isEqualTo("16");
    }

    private int addOne(DataStore instance) {
        while (true) {
            Found old = instance.read(id, List.of(Want.of("a")))
                    .orElseThrow()
                    .values()
                    .get(0);
            int sum = Integer.parseInt(new String(old.bytes(), StandardCharsets.UTF_8)) + 1;
            Change change = put("a", Integer.toString(sum)).ifVersion(old.version());
            if (instance.write(id, List.of(change)).outcome() == Outcome.APPLIED) {
                return sum;
            }
        }
    }

    @Test
    void writersOfDifferentValuesDoNotDisturbEachOther() throws Exception {
        create();
        Concurrently.run(8, thread -> {
            for (int i = 0; i < 50; i++) {
                assertApplied(put("n" + thread + "." + i, "value"));
            }
            return true;
        });
        assertThat(store.names(id)).hasSize(400);
    }

    @Test
    void aReaderSeesAWriteWholeOrNotAtAll() throws Exception {
        create(put("a", "0"), put("b", "0"));
        DataStore other = closing(openAnother(store));
        whileWriting(
                () -> {
                    for (int i = 1; i <= 300; i++) {
                        assertApplied(put("a", "" + i), put("b", "" + i));
                    }
                },
                heldA -> {
                    // alternately with nothing held, and with one of the two held
                    List<Want> wants = List.of(new Want("a", heldA), Want.of("b"));
                    List<Found> found = other.read(id, wants).orElseThrow().values();
                    Found b = found.get(1);
                    Found a = found.get(0);
                    assertThat(a.version()).isEqualTo(b.version());
                    if (a.state() == Found.State.PRESENT) {
                        assertThat(a.bytes()).isEqualTo(b.bytes());
                    }
                    return heldA == 0 ? a.version() : 0;
                });
    }

    @Test
    void aReaderOfSeveralValuesSeesThemAsOfOneMoment() throws Exception {
        create(put("a", "0"), put("z", "0"));
        int rounds = closing(openAnother(store)).equals(store) ? 100_000 : 500;
        List<Want> wants = Stream.of(
                        Stream.of(Want.of("a")),
                        IntStream.range(0, 40).mapToObj(i -> Want.of("absent" + i)),
                        Stream.of(Want.of("z")))
                .flatMap(part -> part)
                .toList();
        whileWriting(
                () -> IntStream.rangeClosed(1, rounds).forEach(i -> {
                    assertApplied(put("a", "" + i));
                    assertApplied(put("z", "" + i));
                }),
                last -> {
                    List<Found> found = store.read(id, wants).orElseThrow().values();
                    long first = number(found.get(0));
                    assertThat(number(found.get(found.size() - 1))).isBetween(first - 1, first);
                    return first;
                });
    }

    private static long number(Found found) {
        return Long.parseLong(new String(found.bytes(), StandardCharsets.UTF_8));
    }

    @Test
    void anotherInstanceSeesAWriteAtOnce() {
        create(put("a", "one"));
        DataStore other = closing(openAnother(store));
        for (int i = 0; i < 50; i++) {
            assertApplied(put("a", "value " + i));
            assertThat(other.read(id, List.of(Want.of("a")))
                            .orElseThrow()
                            .values()
                            .get(0)
                            .bytes())
                    .isEqualTo(bytes("value " + i));
        }
        assertThat(other.delete(id)).isTrue();
        assertOver(id);
    }

    // administration

    private List<String> ids() {
        try (Stream<String> all = store.ids()) {
            return all.toList();
        }
    }

    @Test
    void idsAreThoseOfTheLiveSessions() {
        String ended = newId();
        create(put("a", "one"));
        store.create(ended, DAY, List.of(put("a", "one")));
        assertThat(ids()).contains(id, ended).doesNotHaveDuplicates();
        store.delete(ended);
        assertThat(ids()).contains(id).doesNotContain(ended);
    }

    @Test
    void theStoreTellsOfItself() {
        create(put("a", "one"));
        store.ping();
        assertThat(store.name()).isNotBlank();
        assertThat(store.stats().bytes().orElse(1)).isPositive();
    }

    @Test
    void aClosedStoreRefusesEveryCall() {
        DataStore closed = openStore();
        closed.create(id, DAY, List.of());
        closed.close();
        assertThatCode(closed::close).doesNotThrowAnyException();
        for (Runnable call : Arrays.<Runnable>asList(
                () -> closed.create(id, DAY, List.of()),
                () -> closed.read(id, List.of(Want.of("a"))),
                () -> closed.write(id, List.of(put("a", "one"))),
                () -> closed.extend(id, DAY),
                () -> closed.names(id),
                () -> closed.prolong(id, DAY),
                () -> closed.delete(id),
                () -> closed.deleteIfEmpty(id),
                () -> closed.ids().close(),
                closed::stats,
                closed::ping)) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }
}
