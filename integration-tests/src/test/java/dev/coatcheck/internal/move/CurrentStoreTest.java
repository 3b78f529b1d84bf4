package dev.coatcheck.internal.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.Move.State;
import dev.coatcheck.internal.move.CurrentStore.Place;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was begun on one store and ends on another. */
class CurrentStoreTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int SESSIONS = 1_500;

    @TempDir
    private Path directory;

    private DataStore source(boolean inFile) {
        DataStore store = inFile ? new SqliteDataStore(directory.resolve("from.db")) : new MemoryDataStore();
        for (int i = 0; i < SESSIONS; i++) {
            store.create(id(i), DAY, List.of(Change.put("@ticket", new byte[] {'"', 'x', '"'})));
        }
        return store;
    }

    private static String id(int number) {
        return "%022d".formatted(number);
    }

    private static Set<String> all() {
        return new HashSet<>(
                IntStream.range(0, SESSIONS).mapToObj(CurrentStoreTest::id).toList());
    }

    private static List<String> some(Iterator<String> ids, int count) {
        List<String> some = new ArrayList<>();
        while (some.size() < count && ids.hasNext()) {
            some.add(ids.next());
        }
        return some;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListingThatBeganBeforeAMoveAndEndsAfterItIsComplete(boolean inFile) {
        try (CurrentStore current = new CurrentStore(source(inFile));
                Stream<String> listing = current.ids()) {
            Iterator<String> ids = listing.iterator();
            List<String> listed = some(ids, 10);
            Mover mover = current.moveTo(MemoryDataStore::new);
            await().until(() -> mover.state() == State.DONE);
            listed.addAll(some(ids, Integer.MAX_VALUE));
            assertThat(new HashSet<>(listed)).isEqualTo(all());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListingThatBeganDuringAMoveAndEndsAfterItIsComplete(boolean cancelled) {
        CountDownLatch mayGoOn = new CountDownLatch(1);
        AtomicInteger created = new AtomicInteger();
        DataStore target = new DelegatingStore(new MemoryDataStore()) {
            @Override
            public boolean create(String id, Duration lifetime, List<Change> first) {
                if (created.incrementAndGet() == SESSIONS / 2) {
                    try {
                        mayGoOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return super.create(id, lifetime, first);
            }
        };
        try (CurrentStore current = new CurrentStore(source(false))) {
            Mover mover = current.moveTo(() -> target);
            await().until(() -> created.get() == SESSIONS / 2);
            try (Stream<String> listing = current.ids()) {
                Iterator<String> ids = listing.iterator();
                List<String> listed = some(ids, 10);
                if (cancelled) {
                    mover.cancel();
                }
                mayGoOn.countDown();
                await().until(() -> mover.state() == (cancelled ? State.CANCELLED : State.DONE));
                listed.addAll(some(ids, Integer.MAX_VALUE));
                assertThat(new HashSet<>(listed)).isEqualTo(all());
            }
        }
    }

    @Test
    void aListingWithoutAMoveNamesEachOnceAndEndsWithItsStore() {
        try (CurrentStore current = new CurrentStore(source(true));
                Stream<String> ids = current.ids()) {
            assertThat(ids).hasSize(SESSIONS).doesNotHaveDuplicates();
        }
    }

    /** Says whether anybody changes something by it after it was replaced. */
    private static final class Retiring extends DelegatingStore {
        private final AtomicBoolean broken;
        private volatile boolean isRetired;

        Retiring(DataStore store, AtomicBoolean broken) {
            super(store);
            this.broken = broken;
        }

        @Override
        public boolean prolong(String id, Duration atLeast) {
            boolean before = isRetired;
            Thread.onSpinWait();
            if (before || isRetired) {
                broken.set(true);
            }
            return true;
        }

        @Override
        public void close() {
            isRetired = true;
        }
    }

    @Test
    void nobodyChangesAnythingByAStoreThatWasReplaced() throws Exception {
        DataStore store = new MemoryDataStore();
        AtomicBoolean broken = new AtomicBoolean();
        AtomicBoolean isOver = new AtomicBoolean();
        CurrentStore current = new CurrentStore(new Retiring(store, broken));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(threads.submit(() -> {
                while (!isOver.get()) {
                    current.prolong("id", DAY);
                }
            }));
        }
        for (int i = 0; i < 3_000; i++) {
            Place former = current.place();
            current.replace(former.by(new Retiring(store, broken)));
            former.store().close();
        }
        isOver.set(true);
        for (Future<?> caller : callers) {
            caller.get();
        }
        threads.shutdown();
        store.close();
        assertThat(broken).isFalse();
    }
}
