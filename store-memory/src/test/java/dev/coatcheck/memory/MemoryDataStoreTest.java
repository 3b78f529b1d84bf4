package dev.coatcheck.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.memory.MemoryDataStore.WhenFull;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the memory store owes beyond the contract: its budget, and memory that is given back. */
class MemoryDataStoreTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int KB = 1024;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);
    private MemoryDataStore store = open(100 * KB, WhenFull.REJECT);

    private MemoryDataStore open(long maxBytes, WhenFull whenFull) {
        return new MemoryDataStore(maxBytes, whenFull, nanos::get);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen(long maxBytes, WhenFull whenFull) {
        store.close();
        store = open(maxBytes, whenFull);
    }

    private void letPass(Duration time) {
        nanos.addAndGet(time.toNanos());
        store.wakeSweeper();
    }

    private static Change put(String name, int bytes) {
        return Change.put(name, new byte[bytes]);
    }

    private void create(String id, int bytes) {
        assertThat(store.create(id, DAY, List.of(put("a", bytes)))).isTrue();
    }

    private boolean isLive(String id) {
        return store.read(id, List.of()).isPresent();
    }

    private long used() {
        return store.stats().bytes().orElseThrow();
    }

    private long sessions() {
        return store.stats().sessions().orElseThrow();
    }

    @Test
    void oneWriteMayBringAnyNumberOfValues() {
        reopen(100L * KB * KB, WhenFull.REJECT);
        List<Change> many =
                IntStream.range(0, 50_000).mapToObj(i -> put("value" + i, 1)).toList();
        assertThat(store.create("created", DAY, many)).isTrue();
        create("written", 1);
        assertThat(store.write("written", many).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(store.names("created")).hasSize(50_000);
        assertThat(store.names("written")).hasSize(50_001).contains("a");
    }

    @Test
    void theMemoryOfASessionIsGivenBackAfterItsEndWithNobodyCalling() {
        for (int i = 0; i < 20; i++) {
            create("s" + i, KB);
        }
        store.create("long", DAY.multipliedBy(2), List.of());
        letPass(DAY.plusSeconds(60));
        await().until(() -> sessions() == 1);
        assertThat(used()).isEqualTo(Budget.SESSION);
        assertThat(store.stats().counters()).containsEntry("sessions-expired", 20L);
    }

    @Test
    void theMemoryOfAValueIsGivenBackAfterItsEndWithNobodyCalling() {
        create("s", KB);
        long before = used();
        store.write("s", List.of(Change.put("b", new byte[50 * KB], Duration.ofHours(1))));
        store.write("s", List.of(Change.put("c", new byte[10 * KB], Duration.ofHours(2))));
        letPass(Duration.ofMinutes(61));
        await().until(() -> used() < before + 11 * KB);
        letPass(Duration.ofMinutes(61));
        await().until(() -> used() == before);
        assertThat(isLive("s")).isTrue();
    }

    @Test
    void whatIsReadIsTheVeryPayloadThatWasPut() {
        Payload first = Payload.of(new byte[1]);
        Payload next = Payload.of(new byte[2]);
        store.create("s", DAY, List.of(Change.put("a", first)));
        assertThat(payload("a")).isSameAs(first);
        store.write("s", List.of(Change.replace("a", next), Change.put("b", first, Duration.ofHours(1))));
        assertThat(payload("a")).isSameAs(next);
        assertThat(payload("b")).isSameAs(first);
    }

    private Payload payload(String name) {
        return store.read("s", List.of(Want.of(name)))
                .orElseThrow()
                .values()
                .get(0)
                .payload();
    }

    @Test
    void aSessionOfFewValuesAndOneOfManyHoldTheSame() {
        store.create("s", DAY, List.of());
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 30; i++) {
                store.write("s", List.of(Change.put("n" + i, new byte[] {(byte) i})));
                assertThat(store.names("s")).hasSize(i + 1);
                for (int j = 0; j <= i; j++) {
                    Found found = store.read("s", List.of(Want.of("n" + j)))
                            .orElseThrow()
                            .values()
                            .get(0);
                    assertThat(found.bytes()).containsExactly(j);
                }
            }
            for (int i = 0; i < 30; i++) {
                assertThat(store.write("s", List.of(Change.remove("n" + i))).removed())
                        .isEqualTo(1);
                assertThat(store.names("s")).hasSize(29 - i).doesNotContain("n" + i);
            }
            assertThat(used()).isEqualTo(Budget.SESSION);
        }
    }

    @Test
    void sessionsThatEndTogetherAreOverAtTheirEndThoughNothingWasSwept() {
        reopen(1 << 30, WhenFull.REJECT);
        for (int i = 0; i < 20_000; i++) {
            store.create("s" + i, DAY, List.of(put("a", 1)));
        }
        nanos.addAndGet(DAY.toNanos() - 1);
        assertThat(IntStream.range(0, 20_000).allMatch(i -> isLive("s" + i))).isTrue();
        nanos.incrementAndGet();
        // every second one: who finds one over gives it back
        assertThat(IntStream.range(0, 20_000).filter(i -> i % 2 == 0).noneMatch(i -> isLive("s" + i)))
                .isTrue();
        assertThat(sessions()).isEqualTo(10_000);
        assertThat(store.ids()).isEmpty();
        assertThat(IntStream.range(0, 20_000).noneMatch(i -> isLive("s" + i))).isTrue();
        assertThat(used()).isZero();
    }

    @Test
    void whoeverFindsASessionOverGivesItBack() {
        create("s", KB);
        nanos.addAndGet(DAY.toNanos());
        assertThat(isLive("s")).isFalse();
        assertThat(used()).isZero();
        assertThat(sessions()).isZero();
        assertThat(store.stats().counters()).containsEntry("sessions-expired", 1L);
    }

    @Test
    void anIdleStoreWakesNobody() {
        AtomicLong looks = new AtomicLong();
        LongSupplier counted = () -> {
            looks.incrementAndGet();
            return System.nanoTime();
        };
        try (MemoryDataStore idle = new MemoryDataStore(KB * KB, WhenFull.REJECT, counted)) {
            idle.create("s", DAY, List.of(put("a", 1)));
            AtomicLong before = new AtomicLong();
            // its thread looks at the clock whenever it wakes
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> looks.get() == before.getAndSet(looks.get()));
        }
    }

    @Test
    void theSweeperIsWokenForWhatIsOverEarlierThanWhatItWaitsFor() {
        try (MemoryDataStore real = new MemoryDataStore()) {
            real.create("s", DAY, List.of());
            await().until(() -> real.sweeper().getState() == Thread.State.TIMED_WAITING);
            real.create("t", Duration.ofMillis(100), List.of());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> real.stats().sessions().orElseThrow() == 1);
        }
    }

    @Test
    void theSweeperSurvivesWhatASweepThrowsAndComesAgain() {
        AtomicInteger thrown = new AtomicInteger();
        store.close();
        store = new MemoryDataStore(100 * KB, WhenFull.REJECT, () -> {
            if (Thread.currentThread().getName().equals("coatcheck-memory-sweeper") && thrown.get() < 3) {
                thrown.incrementAndGet();
                throw new OutOfMemoryError("as a full heap has it");
            }
            return nanos.get();
        });
        create("s", KB);
        letPass(DAY.plusMinutes(1));
        await().atMost(Duration.ofSeconds(60)).until(() -> sessions() == 0);
        assertThat(store.stats().counters()).containsEntry("sweeps-failed", 3L);
    }

    @Test
    void aWriteThatFailsHalfWayHasChangedNothing() {
        create("s", KB);
        long before = used();
        for (int i = 0; i < 12; i++) {
            Change broken = Change.put("b", new byte[1], Duration.ofDays(200_000));
            assertThatThrownBy(() -> store.write("s", List.of(put("c", KB), broken, put("d", KB))))
                    .isInstanceOf(ArithmeticException.class);
            assertThatThrownBy(() -> store.create("t", DAY, List.of(put("c", KB), broken)))
                    .isInstanceOf(ArithmeticException.class);
            assertThat(used()).isEqualTo(before);
            assertThat(store.names("s")).doesNotContain("b", "c", "d").contains("a");
            assertThat(isLive("t")).isFalse();
            assertThat(sessions()).isEqualTo(1);
            // from few values to many
            store.write("s", List.of(put("n" + i, 1)));
            before = used();
        }
        letPass(DAY.plusMinutes(1));
        await().until(() -> used() == 0);
    }

    @Test
    void aShortenedSessionIsGivenBackWhenItEnds() {
        create("s", KB);
        store.extend("s", Duration.ofMinutes(1));
        letPass(Duration.ofMinutes(2));
        await().until(() -> sessions() == 0);
    }

    @Test
    void anExtendedSessionIsGivenBackWhenItEndsAndNotBefore() {
        store.create("s", Duration.ofMinutes(1), List.of());
        store.extend("s", Duration.ofHours(1));
        create("other", KB);
        store.extend("other", Duration.ofMinutes(1));
        letPass(Duration.ofMinutes(2));
        await().until(() -> sessions() == 1);
        assertThat(isLive("s")).isTrue();
        letPass(Duration.ofHours(1));
        await().until(() -> sessions() == 0);
    }

    @Test
    void everyByteIsAccountedForAndGivenBack() {
        create("s", KB);
        long empty = Budget.SESSION + Budget.VALUE + 1;
        assertThat(used()).isEqualTo(empty + KB);
        store.write("s", List.of(put("a", 3 * KB)));
        assertThat(used()).isEqualTo(empty + 3 * KB);
        store.write("s", List.of(put("a", 10), put("bb", KB)));
        assertThat(used()).isEqualTo(empty + 10 + Budget.VALUE + 2 + KB);
        store.write("s", List.of(Change.remove("a"), Change.remove("bb"), Change.remove("missing")));
        assertThat(used()).isEqualTo(Budget.SESSION);
        store.delete("s");
        assertThat(used()).isZero();
        assertThat(sessions()).isZero();
    }

    @Test
    void aFullStoreRejectsAndHalfWritesNothing() {
        create("s", 60 * KB);
        long before = used();
        assertThatThrownBy(() -> store.write("s", List.of(put("b", 10), put("c", 60 * KB))))
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("coatcheck.memory.max-bytes")
                .hasMessageContaining("" + 100 * KB);
        assertThatThrownBy(() -> store.create("t", DAY, List.of(put("a", 60 * KB))))
                .isInstanceOf(StoreFullException.class);
        assertThat(used()).isEqualTo(before);
        assertThat(store.names("s")).containsExactly("a");
        assertThat(isLive("t")).isFalse();
        assertThat(store.write("s", List.of(put("a", 10))).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(store.create("t", DAY, List.of(put("a", 60 * KB)))).isTrue();
    }

    @Test
    void whatIsOverMakesRoomAtOnce() {
        create("s", 90 * KB);
        letPass(DAY.plusSeconds(10));
        create("t", 90 * KB);
        assertThat(isLive("t")).isTrue();
    }

    @Test
    void theLongestIdleSessionsGoFirst() {
        reopen(100 * KB, WhenFull.EVICT);
        for (int i = 0; i < 4; i++) {
            create("s" + i, 20 * KB);
            letPass(Duration.ofSeconds(2));
        }
        store.read("s0", List.of(Want.of("a")));
        letPass(Duration.ofSeconds(2));
        create("s4", 50 * KB);
        assertThat(List.of(isLive("s0"), isLive("s1"), isLive("s2"), isLive("s3"), isLive("s4")))
                .containsExactly(true, false, false, true, true);
        assertThat(store.stats().counters()).containsEntry("sessions-evicted", 2L);
        assertThat(used()).isLessThanOrEqualTo(100 * KB);
    }

    @Test
    void aSessionThatGrowsIsNotTheOneThatGoes() {
        reopen(100 * KB, WhenFull.EVICT);
        create("old", 20 * KB);
        letPass(Duration.ofSeconds(2));
        create("new", 20 * KB);
        letPass(Duration.ofSeconds(2));
        assertThat(store.write("old", List.of(put("b", 70 * KB))).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(isLive("old")).isTrue();
        assertThat(isLive("new")).isFalse();
    }

    @Test
    void whatCouldNeverFitEvictsNobody() {
        reopen(100 * KB, WhenFull.EVICT);
        create("s", 20 * KB);
        create("t", 20 * KB);
        assertThatThrownBy(() -> store.write("s", List.of(put("b", 90 * KB)))).isInstanceOf(StoreFullException.class);
        assertThatThrownBy(() -> store.create("u", DAY, List.of(put("a", 200 * KB))))
                .isInstanceOf(StoreFullException.class);
        assertThat(isLive("s")).isTrue();
        assertThat(isLive("t")).isTrue();
    }

    @Test
    void theBudgetHoldsUnderManyWriters() {
        reopen(1000 * KB, WhenFull.EVICT);
        IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 2_000; i++) {
                                String id = "s" + thread + "." + i % 50;
                                store.create(id, DAY, List.of(put("a", 3 * KB)));
                                store.write(id, List.of(put("b", i % 7 * KB)));
                                if (i % 11 == 0) {
                                    store.delete(id);
                                }
                            }
                        },
                        task -> new Thread(task).start()))
                .toList()
                .forEach(CompletableFuture::join);
        assertThat(used()).isLessThanOrEqualTo(1000 * KB);
        for (String id : store.ids().toList()) {
            store.delete(id);
        }
        assertThat(used()).isZero();
    }

    @Test
    void theReckoningIsNotBelowWhatTheHeapHolds() {
        reopen(Long.MAX_VALUE, WhenFull.EVICT);
        int count = 50_000;
        long before = heap();
        for (int i = 0; i < count; i++) {
            store.create("session-with-22-chars" + i, DAY, List.of(put("@ticket", 45), put("value", 36)));
        }
        long perSession = (heap() - before) / count;
        assertThat(used() / count).isBetween(perSession, perSession * 2);
    }

    private static long heap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void theConfigurationOpensIt() {
        Map<String, String> settings =
                Map.of("coatcheck.memory.max-bytes", "64KB", "coatcheck.memory.when-full", "evict");
        try (SessionManager sessions = SessionManager.open(CoatcheckConfig.of(settings))) {
            assertThat(sessions.stats().maxBytes()).hasValue(64 * KB);
            Key<byte[]> key = Key.of("random", byte[].class);
            for (int i = 0; i < 10; i++) {
                sessions.create().put(key, incompressible(20 * KB));
            }
            assertThat(sessions.stats().counters().get("sessions-evicted")).isGreaterThanOrEqualTo(7);
        }
    }

    private static byte[] incompressible(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aStoreOfNoBytesIsRefused() {
        assertThatThrownBy(() -> new MemoryDataStore(0, WhenFull.REJECT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMonotonicClockMayPassTheEndOfItsRange() {
        create("s", 10);
        letPass(Duration.ofHours(23));
        assertThat(store.read("s", List.of(Want.of("a")))
                        .orElseThrow()
                        .values()
                        .get(0)
                        .state())
                .isEqualTo(Found.State.PRESENT);
        letPass(Duration.ofHours(2));
        assertThat(isLive("s")).isFalse();
    }
}
