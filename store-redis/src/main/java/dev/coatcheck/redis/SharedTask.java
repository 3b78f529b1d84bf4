package dev.coatcheck.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Asks servers that may not answer, in a thread of its own: nobody waits for it longer than patience allows, and all who
 * want it meanwhile wait for the same. Thread-safe.
 */
final class SharedTask<T> {
    private final String name;
    private final Duration patience;
    private final Supplier<T> task;
    private @Nullable CompletableFuture<T> latest;

    SharedTask(String name, Duration patience, Supplier<T> task) {
        this.name = name;
        this.patience = patience;
        this.task = task;
    }

    /** What the task that runs, or else a new one, gives or throws; or a {@link JedisConnectionException}. */
    T outcome() {
        try {
            return current().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new JedisConnectionException("still no answer", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JedisConnectionException("interrupted", e);
        }
    }

    private synchronized CompletableFuture<T> current() {
        CompletableFuture<T> current = latest;
        if (current == null || current.isDone()) {
            current = CompletableFuture.supplyAsync(task, this::start);
            latest = current;
        }
        return current;
    }

    private void start(Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
