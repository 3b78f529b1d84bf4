package dev.coatcheck.internal.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.Move.State;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.ClaimableStore;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A move whose stores do what no store should, and whose end others wait for. */
class MoverTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final List<Change> VALUES =
            List.of(Change.put("@ticket", new byte[] {'"', 'x', '"'}), Change.put("name", new byte[] {1}));

    private final List<String> ids = IntStream.range(0, 40)
            .mapToObj(i -> UUID.randomUUID().toString().substring(0, 22))
            .toList();

    /** A store in memory that can be claimed. */
    private class Source extends DelegatingStore implements ClaimableStore {
        final AtomicBoolean isClaimed = new AtomicBoolean();

        Source() {
            super(new MemoryDataStore());
            ids.forEach(id -> super.create(id, DAY, VALUES));
        }

        @Override
        public Claim claim() {
            isClaimed.set(true);
            return () -> isClaimed.set(false);
        }
    }

    private void assertAllAreIn(DataStore store) {
        assertThat(ids).allMatch(id -> store.read(id, List.of()).isPresent());
    }

    private static void awaitDone(Mover mover) {
        await().untilAsserted(() ->
                assertThat(mover.completion().toCompletableFuture().isDone()).isTrue());
        assertThat(mover.state()).isEqualTo(State.DONE);
        mover.completion().toCompletableFuture().join();
    }

    @Test
    void aSourceThatCannotBeClosedDoesNotKeepTheMoveFromItsEndNorTheClaim() {
        Source source = new Source() {
            @Override
            public void close() {
                throw new OutOfMemoryError("while it was closed");
            }
        };
        try (CurrentStore current = new CurrentStore(source)) {
            Mover mover = current.moveTo(MemoryDataStore::new);
            awaitDone(mover);
            assertThat(source.isClaimed).isFalse();
            assertAllAreIn(current);
            // and those may be moved again
            awaitDone(current.moveTo(MemoryDataStore::new));
        }
    }

    @Test
    void aFailureThatCannotEvenBeLoggedIsWaitedFor() {
        AtomicInteger failures = new AtomicInteger(3);
        DataStore target = new DelegatingStore(new MemoryDataStore()) {
            @Override
            public boolean create(String id, Duration lifetime, List<Change> first) {
                if (failures.getAndDecrement() > 0) {
                    throw new Unspeakable();
                }
                return super.create(id, lifetime, first);
            }
        };
        try (CurrentStore current = new CurrentStore(new Source())) {
            awaitDone(current.moveTo(() -> target));
            assertAllAreIn(current);
        }
    }

    /** As where the heap is so full that there is no room for a text. */
    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new OutOfMemoryError("for the message");
        }
    }

    @Test
    void errorsOfEitherStoreAreWaitedFor() {
        AtomicInteger calls = new AtomicInteger();
        Source source = new Source() {
            private void failSometimes() {
                if (calls.incrementAndGet() % 47 == 0) {
                    throw new OutOfMemoryError("now and then");
                }
            }

            @Override
            public Stream<String> ids() {
                failSometimes();
                return super.ids().peek(id -> failSometimes());
            }

            @Override
            public boolean delete(String id) {
                failSometimes();
                return super.delete(id);
            }
        };
        try (CurrentStore current = new CurrentStore(source)) {
            Mover mover = current.moveTo(MemoryDataStore::new);
            awaitDone(mover);
            assertThat(mover.moved()).isEqualTo(ids.size());
            assertAllAreIn(current);
        }
    }

    @Test
    void whatAnApplicationKeepsOfItsOwnGoesAlongThoughItsIdLooksLikeAnOwnersLists() {
        String own = "o".repeat(43);
        String likeAnId = "i".repeat(22);
        Source source = new Source();
        source.create(own, DAY, List.of(put("name", "one"), put(likeAnId, "two"), put("i".repeat(21) + "j", "true")));
        String onlyLikeIds = "p".repeat(43);
        source.create(onlyLikeIds, DAY, List.of(put(likeAnId, "three")));
        DataStore target = new SharedStore(new MemoryDataStore());
        try (CurrentStore current = new CurrentStore(source)) {
            awaitDone(current.moveTo(() -> target));
            assertThat(target.names(own)).containsExactlyInAnyOrder("name", likeAnId, "i".repeat(21) + "j");
            assertThat(text(target, own, likeAnId)).isEqualTo("two");
            assertThat(text(target, onlyLikeIds, likeAnId)).isEqualTo("three");
            assertAllAreIn(current);
        }
    }

    @Test
    void itComesBackWhereTheMoveIsCancelled() {
        List<String> own = List.of("o".repeat(43), "p".repeat(43));
        Source source = new Source();
        own.forEach(id -> source.create(id, DAY, List.of(put("name", "one"))));
        AtomicBoolean isFull = new AtomicBoolean();
        DataStore memory = new MemoryDataStore();
        DataStore target = new SharedStore(memory) {
            @Override
            public boolean create(String id, Duration lifetime, List<Change> first) {
                if (isFull.get()) {
                    throw new StoreFullException("it takes no more");
                }
                isFull.set(own.contains(id));
                return super.create(id, lifetime, first);
            }
        };
        try (CurrentStore current = new CurrentStore(source)) {
            Mover mover = current.moveTo(() -> target);
            await().until(() -> mover.state() == State.WAITING);
            mover.cancel();
            await().until(() -> mover.state() == State.CANCELLED);
            assertThat(own).allMatch(id -> text(source, id, "name").equals("one"));
            assertThat(memory.ids()).isEmpty();
        }
    }

    private static Change put(String name, String text) {
        return Change.put(name, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(DataStore store, String id, String name) {
        Slice slice = store.read(id, List.of(Want.of(name))).orElseThrow();
        return new String(slice.values().get(0).bytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void whereSomethingIsLeftOverAllTheTimeTheMovePausesAndCanBeCancelled() {
        Source source = new Source() {
            @Override
            public Stream<String> ids() {
                return Stream.concat(super.ids(), Stream.of("never-there"));
            }
        };
        try (CurrentStore current = new CurrentStore(source)) {
            Mover mover = current.moveTo(MemoryDataStore::new);
            await().until(MoverTest::isMovePausing);
            assertThat(mover.moved()).isEqualTo(ids.size());
            assertThat(mover.state()).isEqualTo(State.MOVING);
            mover.cancel();
            await().until(() -> mover.state() == State.CANCELLED);
            assertAllAreIn(source);
        }
    }

    private static boolean isMovePausing() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread ->
                        thread.getName().equals("coatcheck-move") && thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void closingDoesNotWaitForWhoWaitsForTheEndOfTheMove() throws Exception {
        CountDownLatch isBegun = new CountDownLatch(1);
        CountDownLatch isAwaited = new CountDownLatch(1);
        CountDownLatch isClosed = new CountDownLatch(1);
        DataStore target = new DelegatingStore(new MemoryDataStore()) {
            @Override
            public boolean create(String id, Duration lifetime, List<Change> first) {
                isBegun.countDown();
                isOver(isAwaited);
                return super.create(id, lifetime, first);
            }
        };
        CurrentStore current = new CurrentStore(new Source());
        CompletableFuture<Boolean> sawTheEnd = new CompletableFuture<>();
        Mover mover = current.moveTo(() -> target);
        // somebody who closes holds a lock that this wants
        mover.completion().whenComplete((nothing, failure) -> sawTheEnd.complete(isOver(isClosed)));
        isAwaited.countDown();
        isBegun.await();
        current.close();
        isClosed.countDown();
        assertThat(sawTheEnd.get(1, TimeUnit.MINUTES)).isTrue();
    }

    private static boolean isOver(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void whoeverWaitsForTheEndMayCloseTheStoreWhileAnotherDoes() throws Exception {
        for (int i = 0; i < 50; i++) {
            CurrentStore current = new CurrentStore(new Source());
            CompletableFuture<Boolean> closed = current.moveTo(MemoryDataStore::new)
                    .completion()
                    .handle((nothing, failure) -> {
                        current.close();
                        return true;
                    })
                    .toCompletableFuture();
            current.close();
            closed.get(1, TimeUnit.MINUTES);
            assertThatThrownBy(current::ping).isInstanceOf(IllegalStateException.class);
        }
    }
}
