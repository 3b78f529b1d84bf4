package dev.coatcheck.sqlite;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;

/**
 * Waits for other processes that have a lock, up to a deadline for all the locks that a call meets. SQLite's own way
 * sleeps ever longer, up to 100 ms, while the lock is free in between: among processes that write a lot, somebody would
 * wait in vain. For one thread at a time.
 */
final class Patience extends BusyHandler {
    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int AGAIN = 1;
    private static final int GIVE_UP = 0;

    private Deadline deadline;

    Patience(Deadline deadline) {
        this.deadline = deadline;
    }

    void lastsUntil(Deadline next) {
        deadline = next;
    }

    /** Called at the connection's monitor. */
    @Override
    protected int callback(int attemptsBefore) {
        if (deadline.isOver()) {
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
