package dev.coatcheck.integration;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something made at its first use and kept; also the failure, so that no later test waits for it again. */
final class Once<T> {
    private final FutureTask<T> task;

    Once(Callable<T> maker) {
        task = new FutureTask<>(maker);
    }

    T get() {
        task.run();
        try {
            return task.get();
        } catch (ExecutionException e) {
            Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
            throw new AssertionError(reason.getMessage(), reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
