package dev.coatcheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.LocalValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
        HotValues kept = new HotValues(false, SMALL_ROOM, maxStaleness, LONG);
        toClose.add(kept);
        return kept;
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
            HotSession session = kept.of(id);
            session.keep("a", value(random.nextInt(1, 10), random.nextInt(SMALL_ROOM / 4)));
            if (random.nextInt(4) == 0) {
                kept.outdated(id, List.of(Change.remove("a")), random.nextInt(1, 10));
            }
            if (random.nextInt(20) == 0) {
                kept.forget(id);
            }
        });
        assertThat(kept.sessions()).isEqualTo(kept.count());
        IntStream.range(0, 20).forEach(i -> {
            HotSession session = kept.of("last" + i);
            session.keep("a", value(1, 100));
            assertThat(session.find("a", String.class)).isNotNull();
        });
        IntStream.range(0, 20).forEach(i -> kept.forget("last" + i));
        IntStream.rangeClosed(0, visitors.get()).forEach(i -> kept.forget("session" + i));
        assertThat(kept.sessions()).isZero();
        assertThat(kept.count()).isZero();
        assertThat(kept.bytes()).isZero();
    }

    @Test
    void aSessionThatHadToGoKeepsNothingForWhoeverStillHoldsIt() throws Exception {
        HotValues kept = elsewhere(Duration.ZERO);
        HotSession held = kept.of("a");
        held.keep("a", value(1, 100));
        kept.forget("a");
        assertThat(held.find("a", String.class)).isNull();
        held.keep("a", value(2, 100));
        assertThat(held.find("a", String.class)).isNull();
        AtomicReference<HotSession> now = new AtomicReference<>(held);
        for (int i = 0; i < 100; i++) {
            HotSession session = kept.of("b");
            now.set(session);
            manyAtOnce(3, random -> {
                now.get().keep("a", value(1, 100));
                kept.forget("b");
            });
            assertThat(session.find("a", String.class)).isNull();
        }
    }

    @Test
    void aValueLargerThanTheRoomMakesNobodyGo() {
        HotValues kept = elsewhere(Duration.ZERO);
        HotSession small = kept.of("small");
        small.keep("a", value(1, 100));
        HotSession large = kept.of("large");
        large.keep("b", value(1, 100));
        large.keep("c", value(1, SMALL_ROOM));
        assertThat(large.find("c", String.class)).isNull();
        assertThat(large.find("b", String.class)).isNotNull();
        assertThat(small.find("a", String.class)).isNotNull();
        assertThat(kept.of("small")).isSameAs(small);
    }

    @Test
    void aSessionThatWouldOutgrowTheRoomMakesNobodyGo() {
        HotValues kept = elsewhere(Duration.ZERO);
        HotSession small = kept.of("small");
        small.keep("a", value(1, 100));
        HotSession large = kept.of("large");
        large.keep("b", value(1, 1_000));
        large.keep("c", value(1, SMALL_ROOM - 1_500));
        assertThat(large.find("c", String.class)).isNull();
        assertThat(large.find("b", String.class)).isNotNull();
        assertThat(kept.of("small")).isSameAs(small);
        assertThat(small.find("a", String.class)).isNotNull();
    }

    @Test
    void whatBecameTooLargeIsNotGivenOutAsItWas() {
        for (Duration staleness : List.of(Duration.ZERO, Duration.ofHours(1))) {
            HotValues kept = elsewhere(staleness);
            HotSession session = kept.of("a");
            session.keep("a", value(1, 100));
            session.keep("a", value(2, SMALL_ROOM));
            assertThat(session.find("a", String.class)).isNull();
        }
    }

    // what is attached to a value of a store in this process

    static final class Place implements LocalValue {
        private enum Gone implements Attachment {
            GONE;

            @Override
            public void onDetached() {}
        }

        private final AtomicReference<@Nullable Attachment> attachment = new AtomicReference<>();

        @Override
        public byte[] bytes() {
            return new byte[0];
        }

        @Override
        public @Nullable Attachment attachment() {
            Attachment now = attachment.get();
            return now == Gone.GONE ? null : now;
        }

        @Override
        public boolean attach(@Nullable Attachment expected, @Nullable Attachment next) {
            return attachment.compareAndSet(expected, next);
        }

        void detach() {
            Attachment last = attachment.getAndSet(Gone.GONE);
            if (last != null) {
                last.onDetached();
            }
        }
    }

    @Test
    void nothingThatIsAttachedIsLeftBehindWhereManyComeAndGoAtOnce() throws Exception {
        HotValues kept = new HotValues(true, SMALL_ROOM, Duration.ZERO, LONG);
        List<AtomicReference<Place>> places = IntStream.range(0, 200)
                .mapToObj(i -> new AtomicReference<>(new Place()))
                .toList();
        manyAtOnce(50_000, random -> {
            AtomicReference<Place> current = places.get(random.nextInt(places.size()));
            Place place = current.get();
            if (random.nextInt(3) == 0 && current.compareAndSet(place, new Place())) {
                place.detach();
            }
            kept.attach(
                    place, random.nextBoolean() ? String.class : Long.class, "made", random.nextInt(SMALL_ROOM / 3));
        });
        long attached = places.stream()
                .filter(place -> place.get().attachment() != null)
                .count();
        assertThat(attached).isEqualTo(kept.count());
        places.forEach(place -> place.get().detach());
        assertThat(kept.count()).isZero();
        assertThat(kept.bytes()).isZero();
    }
}
