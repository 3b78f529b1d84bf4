package dev.coatcheck.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Work that goes on at once, each piece in a thread of its own. */
final class Threads {
    private Threads() {}

    interface Work {
        void of(int thread) throws Exception;
    }

    static CompletableFuture<Void> start(Runnable work) {
        return CompletableFuture.runAsync(work, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** Returns when all are done; throws what one of them threw. */
    static void run(int count, Work work) {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int thread = i;
            running.add(start(() -> {
                try {
                    work.of(thread);
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            }));
        }
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
    }
}
