package dev.coatcheck.redis;

import java.time.Duration;
import java.util.Objects;
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
    private long began;

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
    synchronized void begin() {
        if (latest == null || latest.isDone()) {
            began = System.nanoTime();
            latest = CompletableFuture.supplyAsync(() -> Deadline.within(most, task), this::start);
        }
    }

    /**
     * What the task that runs, or else a new one, gives or throws; or a {@link JedisConnectionException}.
     *
     * @param patience how long it is waited for, from its begin: who comes to one that takes long does not wait for it
     */
    T outcome(Duration patience) {
        CompletableFuture<T> current;
        long left;
        synchronized (this) {
            begin();
            current = Objects.requireNonNull(latest);
            left = patience.toNanos() - (System.nanoTime() - began);
        }
        try {
            return current.get(Deadline.leftNanos(left), TimeUnit.NANOSECONDS);
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

    private void start(Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
