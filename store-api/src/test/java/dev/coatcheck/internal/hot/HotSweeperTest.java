package dev.coatcheck.internal.hot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.store.Payload;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HotSweeperTest {
    private static final String THREAD = "coatcheck-kept-values";
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);

    private final HotRing ring = new HotRing(1_000);
    private final AtomicInteger gone = new AtomicInteger();

    private final class Counted extends HotRing.Entry {
        @Override
        void onEvicted() {
            gone.incrementAndGet();
        }
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(THREAD))
                .toList();
    }

    @AfterEach
    void allThreadsEnd() {
        ring.close();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void whatNobodyReadsIsGivenBackThoughHandlesStay() {
        HotValues kept = new HotValues(1_000_000, Duration.ofHours(1), SHORT);
        List<HotSession> handles = IntStream.range(0, 20)
                .mapToObj(i -> HotValuesTest.session(kept, "session" + i))
                .toList();
        List<WeakReference<Object>> values =
                handles.stream().map(HotSweeperTest::kept).toList();
        await().untilAsserted(() -> {
            System.gc();
            assertThat(values).allSatisfy(value -> assertThat(value.get()).isNull());
        });
        assertThat(handles).allMatch(HotSession::isEvicted);
        assertThat(kept.sessions()).isZero();
        assertThat(kept.bytes()).isZero();
    }

    private static WeakReference<Object> kept(HotSession session) {
        Object value = new byte[100];
        session.keep("a", HotValue.of(1, byte[].class, value, System.nanoTime() + LONG.toNanos(), 100));
        return new WeakReference<>(value);
    }

    @Test
    void itsThreadEndsWithTheLastEntryAndComesWithTheNext() {
        HotSweeper sweeper = new HotSweeper(ring, SHORT);
        for (int i = 1; i <= 3; i++) {
            ring.add(new Counted(), 1);
            sweeper.start();
            await().untilAtomic(gone, count -> assertThat(count).isEqualTo(1));
            await().untilAsserted(() -> assertThat(threads()).isEmpty());
            gone.set(0);
        }
    }

    @Test
    void thereIsOneThreadHoweverManyAreAdded() {
        HotSweeper sweeper = new HotSweeper(ring, LONG);
        assertThat(threads()).isEmpty();
        for (int i = 0; i < 100; i++) {
            ring.add(new Counted(), 1);
            sweeper.start();
        }
        assertThat(threads()).singleElement().satisfies(thread -> {
            assertThat(thread.isDaemon()).isTrue();
            thread.interrupt();
        });
        // an interruption is no end: it does not know of this application's threads
        assertThat(threads()).hasSize(1);
        sweeper.close();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
        ring.add(new Counted(), 1);
        sweeper.start();
        assertThat(threads()).isEmpty();
    }

    @Test
    void aSweepThatFailsIsNotTheLast() {
        HotSweeper sweeper = new HotSweeper(ring, SHORT);
        HotRing.Entry failing = new HotRing.Entry() {
            @Override
            void onEvicted() {
                gone.incrementAndGet();
                ring.add(new Counted(), 1);
                throw new OutOfMemoryError("on purpose");
            }
        };
        ring.add(failing, 1);
        sweeper.start();
        await().untilAtomic(gone, count -> assertThat(count).isEqualTo(2));
    }

    @Test
    void aManagerThatWasClosedKeepsNothingAndSweepsNothing() {
        HotValues kept = new HotValues(1_000_000, Duration.ZERO, LONG);
        HotSession session = HotValuesTest.session(kept, "a");
        WeakReference<Object> value = kept(session);
        assertThat(threads()).hasSize(1);
        kept.close();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
        assertThat(session.isEvicted()).isTrue();
        assertThat(kept.session("a")).isNull();
        assertThat(kept.sessions()).isZero();
        assertThat(kept.bytes()).isZero();
        await().untilAsserted(() -> {
            System.gc();
            assertThat(value.get()).isNull();
        });
    }

    @Test
    void whatAPayloadLeadsToIsGivenBackThoughThePayloadStays() {
        HotValues kept = new HotValues(1_000_000, Duration.ZERO, SHORT);
        Payload payload = HotValues.payload(new byte[1]);
        kept.attach(payload, String.class, "made", 100);
        assertThat(HotValues.decoded(payload, String.class)).isEqualTo("made");
        await().untilAsserted(() -> assertThat(kept.count()).isZero());
        assertThat(HotValues.decoded(payload, String.class)).isNull();
        assertThat(kept.bytes()).isZero();
    }
}
