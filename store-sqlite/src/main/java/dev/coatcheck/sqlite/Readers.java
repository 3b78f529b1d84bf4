package dev.coatcheck.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * A few connections to read on, opened when they are needed. What a reader sees is as of one moment, and keeps no writer
 * waiting. Thread-safe.
 */
final class Readers {
    private static final int LEAST = 4;
    private static final int MOST = 32;

    private final DatabaseFile file;
    private final Duration timeout;
    private final int most;
    private final Semaphore permits;
    /** Those used last come first: their pages are in memory. */
    private final ConcurrentLinkedDeque<Link> idle = new ConcurrentLinkedDeque<>();

    private volatile boolean closed;

    Readers(DatabaseFile file, Duration timeout) {
        this.file = file;
        this.timeout = timeout;
        this.most = Math.max(LEAST, Math.min(MOST, 2 * Runtime.getRuntime().availableProcessors()));
        this.permits = new Semaphore(most);
    }

    <T> T read(Link.Task<T> task) {
        Turns.take(permits::tryAcquire, timeout, file.fault());
        try {
            Turns.requireOpen(closed);
            file.requireInPlace();
            Link link = idle.pollFirst();
            return on(link == null ? file.open(SqliteOptions.UNLIMITED) : link, task);
        } finally {
            permits.release();
        }
    }

    private <T> T on(Link link, Link.Task<T> task) {
        boolean reusable = false;
        try {
            T result = task.on(link);
            reusable = true;
            return result;
        } catch (SQLException e) {
            throw file.fault().of(e);
        } finally {
            if (reusable) {
                idle.addFirst(link);
            } else {
                link.close();
            }
        }
    }

    /** Does the task while no connection is open: readers wait for it, as it waits for those before it. */
    <T> T without(Supplier<T> task) {
        Turns.take((time, unit) -> permits.tryAcquire(most, time, unit), timeout, file.fault());
        try {
            Turns.requireOpen(closed);
            closeIdle();
            return task.get();
        } finally {
            permits.release(most);
        }
    }

    private void closeIdle() {
        idle.forEach(Link::close);
        idle.clear();
    }

    /** Once the calls that are under way are done. */
    void close() {
        closed = true;
        permits.acquireUninterruptibly(most);
        closeIdle();
        permits.release(most);
    }
}
