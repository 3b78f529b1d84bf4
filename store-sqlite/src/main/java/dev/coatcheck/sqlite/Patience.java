package dev.coatcheck.sqlite;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;

/**
 * Waits for another process that has the lock, within the timeout. SQLite's own way sleeps ever longer, up to 100 ms,
 * while the lock is free in between: among processes that write a lot, somebody would wait in vain.
 */
final class Patience extends BusyHandler {
    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int AGAIN = 1;
    private static final int GIVE_UP = 0;

    private final long timeout;
    private long began;

    Patience(Duration timeout) {
        this.timeout = timeout.toNanos();
    }

    /** Called at the connection's monitor. */
    @Override
    protected int callback(int attemptsBefore) {
        long now = System.nanoTime();
        if (attemptsBefore == 0) {
            began = now;
        }
        if (now - began >= timeout) {
            return GIVE_UP;
        }
        pause(ThreadLocalRandom.current()
                .nextLong(SHORTEST_NANOS, Math.min(LONGEST_NANOS, SHORTEST_NANOS << Math.min(attemptsBefore + 1, 10))));
        return AGAIN;
    }

    /** Also where the thread is interrupted, which would not park. */
    static void pause(long nanos) {
        boolean isInterrupted = Thread.interrupted();
        LockSupport.parkNanos(nanos);
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
