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
 * Asks others who may not answer, in a thread of its own: nobody waits for it longer than patience and {@link Deadline}
 * allow, and all who want it meanwhile wait for the same. Thread-safe.
 */
final class SharedTask<T> {
    private final String name;
    private final Duration most;
    private final Supplier<T> task;
    private @Nullable CompletableFuture<T> latest;

    /**
     * A task that nobody has begun yet.
     *
     * @param name its thread's
     * @param most the most time that the task may take, as far as what it calls keeps to the {@link Deadline}
     */
    SharedTask(String name, Duration most, Supplier<T> task) {
        this.name = name;
        this.most = most;
        this.task = task;
    }

    /** Sees to it that the task runs, and waits for nothing. */
    void begin() {
        current();
    }

    /** What the task that runs, or else a new one, gives or throws; or a {@link JedisConnectionException}. */
    T outcome(Duration patience) {
        try {
            return current().get(Deadline.leftNanos(patience.toNanos()), TimeUnit.NANOSECONDS);
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
            current = CompletableFuture.supplyAsync(() -> Deadline.within(most, task), this::start);
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
