package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Visitors who use one store at the same time, each in a thread of its own, until they are stopped, and hold it to what
 * it says.
 */
final class Traffic implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final DataStore store;
    private final List<TrafficVisitor> visitors;
    private final ExecutorService threads;

    /** Each visitor's sessions have ids from one of the suppliers. */
    Traffic(DataStore store, List<Supplier<String>> ids) {
        this.store = store;
        visitors = ids.stream().map(id -> new TrafficVisitor(store, id)).toList();
        threads = Executors.newFixedThreadPool(visitors.size());
        visitors.forEach(threads::execute);
    }

    /** Waits until every visitor has made that many more rounds. */
    void awaitRounds(int more) {
        List<Long> before = visitors.stream().map(TrafficVisitor::rounds).toList();
        await("rounds of every visitor")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    assertThat(visitors)
                            .allSatisfy(
                                    visitor -> assertThat(visitor.failures()).isEmpty());
                    return visitors.stream()
                            .allMatch(visitor -> visitor.rounds() >= before.get(visitors.indexOf(visitor)) + more);
                });
    }

    /** What was acknowledged up to now must be there from now on, if the barrier says that it is on a replica. */
    void require(Runnable barrier) {
        List<Runnable> requirements =
                visitors.stream().map(TrafficVisitor::requirement).toList();
        barrier.run();
        requirements.forEach(Runnable::run);
    }

    /** Stops, and looks for every session that must be there, and for every one that must not. */
    void stop() throws InterruptedException {
        visitors.forEach(TrafficVisitor::stop);
        threads.shutdown();
        assertThat(threads.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        try (Stream<String> ids = store.ids()) {
            List<String> live = ids.toList();
            for (TrafficVisitor visitor : visitors) {
                visitor.requireCount();
                assertThat(visitor.failures()).isEmpty();
                assertThat(live).contains(visitor.id()).doesNotContainAnyElementsOf(visitor.ended());
                for (String ended : visitor.ended()) {
                    assertThat(store.read(ended, List.of())).isEmpty();
                    assertThat(store.write(ended, List.of(Change.put("late", new byte[1]))))
                            .isEqualTo(WriteResult.GONE);
                }
            }
        }
    }

    /** Writes that were acknowledged and are not there. */
    long lost() {
        return visitors.stream().mapToLong(TrafficVisitor::lost).sum();
    }

    /** Prints what it saw. */
    void report(String what) {
        long gap = visitors.stream()
                .mapToLong(visitor -> visitor.longestGap().toMillis())
                .max()
                .orElseThrow();
        long rounds = visitors.stream().mapToLong(TrafficVisitor::rounds).sum();
        System.out.println(what + ": " + rounds + " rounds of " + visitors.size() + " visitors, no error, longest gap "
                + gap + " ms, " + lost() + " acknowledged writes lost that no replica had");
    }

    @Override
    public void close() {
        visitors.forEach(TrafficVisitor::stop);
        threads.shutdownNow();
    }
}
