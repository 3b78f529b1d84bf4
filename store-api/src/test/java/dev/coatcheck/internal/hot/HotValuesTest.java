package dev.coatcheck.internal.hot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HotValuesTest {
    private static final int THREADS = 8;
    private static final int SMALL_ROOM = 8_000;
    private static final Duration LONG = Duration.ofHours(1);

    private static HotValue value(long version, long heapBytes) {
        return HotValue.of(version, String.class, "value " + version, 0, heapBytes);
    }

    private final List<HotValues> toClose = new ArrayList<>();

    @AfterEach
    void close() {
        toClose.forEach(HotValues::close);
    }

    private HotValues elsewhere(Duration maxStaleness) {
        HotValues kept = new HotValues(SMALL_ROOM, maxStaleness, LONG);
        toClose.add(kept);
        return kept;
    }

    static HotSession session(HotValues kept, String id) {
        return Objects.requireNonNull(kept.session(id));
    }

    private interface Step {
        void take(ThreadLocalRandom random);
    }

    private static void manyAtOnce(int steps, Step step) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        Callable<Boolean> turns = () -> {
            for (int i = 0; i < steps; i++) {
                step.take(ThreadLocalRandom.current());
            }
            return true;
        };
        try {
            for (Future<Boolean> done : threads.invokeAll(
                    IntStream.range(0, THREADS).mapToObj(i -> turns).toList(), 2, TimeUnit.MINUTES)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    // what is kept by session

    @Test
    void nothingIsLeftBehindWhereManyComeAndGoAtOnce() throws Exception {
        HotValues kept = elsewhere(Duration.ZERO);
        AtomicInteger visitors = new AtomicInteger(5);
        manyAtOnce(50_000, random -> {
            int visitor = random.nextInt(3) == 0 ? visitors.incrementAndGet() : visitors.get() - random.nextInt(5);
            String id = "session" + visitor;
            HotSession session = session(kept, id);
            session.keep("a", value(random.nextInt(1, 10), random.nextInt(SMALL_ROOM / 4)));
            if (random.nextInt(4) == 0) {
                kept.written(id, List.of(Change.remove("a")), random.nextInt(1, 10));
            }
            if (random.nextInt(20) == 0) {
                kept.ended(id);
            }
        });
        assertThat(kept.sessions()).isEqualTo(kept.count());
        IntStream.range(0, 20).forEach(i -> {
            HotSession session = session(kept, "last" + i);
            session.keep("a", value(1, 100));
            assertThat(session.find("a", String.class)).isNotNull();
        });
        IntStream.range(0, 20).forEach(i -> kept.ended("last" + i));
        IntStream.rangeClosed(0, visitors.get()).forEach(i -> kept.ended("session" + i));
        assertThat(kept.sessions()).isZero();
        assertThat(kept.count()).isZero();
        assertThat(kept.bytes()).isZero();
    }

    @Test
    void aSessionThatHadToGoKeepsNothingForWhoeverStillHoldsIt() throws Exception {
        HotValues kept = elsewhere(Duration.ZERO);
        HotSession held = session(kept, "a");
        held.keep("a", value(1, 100));
        kept.ended("a");
        assertThat(held.find("a", String.class)).isNull();
        held.keep("a", value(2, 100));
        assertThat(held.find("a", String.class)).isNull();
        AtomicReference<HotSession> now = new AtomicReference<>(held);
        for (int i = 0; i < 100; i++) {
            HotSession session = session(kept, "b");
            now.set(session);
            manyAtOnce(3, random -> {
                now.get().keep("a", value(1, 100));
                kept.ended("b");
            });
            assertThat(session.find("a", String.class)).isNull();
        }
    }

    @Test
    void aValueLargerThanTheRoomMakesNobodyGo() {
        HotValues kept = elsewhere(Duration.ZERO);
        HotSession small = session(kept, "small");
        small.keep("a", value(1, 100));
        HotSession large = session(kept, "large");
        large.keep("b", value(1, 100));
        large.keep("c", value(1, SMALL_ROOM));
        assertThat(large.find("c", String.class)).isNull();
        assertThat(large.find("b", String.class)).isNotNull();
        assertThat(small.find("a", String.class)).isNotNull();
        assertThat(session(kept, "small")).isSameAs(small);
    }

    @Test
    void aSessionThatWouldOutgrowTheRoomMakesNobodyGo() {
        HotValues kept = elsewhere(Duration.ZERO);
        HotSession small = session(kept, "small");
        small.keep("a", value(1, 100));
        HotSession large = session(kept, "large");
        large.keep("b", value(1, 1_000));
        large.keep("c", value(1, SMALL_ROOM - 1_500));
        assertThat(large.find("c", String.class)).isNull();
        assertThat(large.find("b", String.class)).isNotNull();
        assertThat(session(kept, "small")).isSameAs(small);
        assertThat(small.find("a", String.class)).isNotNull();
    }

    @Test
    void whatBecameTooLargeIsNotGivenOutAsItWas() {
        for (Duration staleness : List.of(Duration.ZERO, Duration.ofHours(1))) {
            HotValues kept = elsewhere(staleness);
            HotSession session = session(kept, "a");
            session.keep("a", value(1, 100));
            session.keep("a", value(2, SMALL_ROOM));
            assertThat(session.find("a", String.class)).isNull();
        }
    }

    // what payloads lead to

    @Test
    void whatAPayloadLeadsToIsCountedOnceWhereManyComeAndGoAtOnce() throws Exception {
        HotValues kept = elsewhere(Duration.ZERO);
        List<AtomicReference<Payload>> places = IntStream.range(0, 200)
                .mapToObj(i -> new AtomicReference<>(HotValues.payload(new byte[0])))
                .toList();
        manyAtOnce(50_000, random -> {
            AtomicReference<Payload> place = places.get(random.nextInt(places.size()));
            if (random.nextInt(3) == 0) {
                place.set(HotValues.payload(new byte[0]));
            }
            Payload payload = place.get();
            if (random.nextBoolean()) {
                kept.attach(payload, String.class, "made", random.nextInt(SMALL_ROOM / 3));
            } else {
                kept.attach(payload, Long.class, 7L, random.nextInt(SMALL_ROOM / 3));
            }
            assertThat(HotValues.decoded(payload, String.class)).isIn(null, "made");
            assertThat(HotValues.decoded(payload, Long.class)).isIn(null, 7L);
            assertThat(kept.bytes()).isBetween(0L, (long) SMALL_ROOM);
        });
        kept.close();
        assertThat(places)
                .allSatisfy(place ->
                        assertThat(HotValues.decoded(place.get(), String.class)).isNull());
        assertThat(kept.count()).isZero();
        assertThat(kept.bytes()).isZero();
    }
}
