package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many visitors at once, each with all its products and a session of its own. */
record Crowd(List<Walk> walks) {
    private static final int VISITORS = 100;
    private static final int PRODUCTS = 2_999;

    static Crowd of(IntFunction<Walk> walk) {
        List<Walk> walks = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
            walks.add(walk.apply(i));
        }
        return new Crowd(walks);
    }

    /** All take every step but the last together; then half of them end, and the others still have all that they had. */
    void visit() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(VISITORS);
        try {
            CyclicBarrier together = new CyclicBarrier(VISITORS);
            List<Future<?>> visits = new ArrayList<>();
            for (Walk walk : walks) {
                visits.add(threads.submit(() -> {
                    together.await();
                    walk.stepsBeforeTheEnd(PRODUCTS, PRODUCTS);
                    return walk;
                }));
            }
            for (Future<?> visit : visits) {
                visit.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(walks.stream().map(walk -> walk.visitor().cookies()).distinct())
                .hasSize(VISITORS);
        walks.subList(0, VISITORS / 2).forEach(Walk::end);
        walks.subList(VISITORS / 2, VISITORS).forEach(walk -> walk.assertHolds(PRODUCTS));
    }
}
