package dev.coatcheck.sqlite;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * How threads wait for connections, of which there is a number. A call waits for its turn up to the timeout, and then has
 * the timeout once more for all that it waits for besides. Thread-safe.
 */
final class Turns {
    private final int number;
    private final SqliteOptions options;
    private final Fault fault;
    private final Semaphore permits;
    private volatile boolean closed;

    Turns(int number, SqliteOptions options, Fault fault) {
        this.number = number;
        this.options = options;
        this.fault = fault;
        this.permits = new Semaphore(number);
    }

    /** Does the call when it is its turn; it is told until when it may wait. */
    <T> T take(Function<Deadline, T> call) {
        return take(1, call);
    }

    /** As {@link #take}, while nobody else has a turn. For one thread at a time. */
    <T> T takeAll(Function<Deadline, T> call) {
        return take(number, call);
    }

    private <T> T take(int turns, Function<Deadline, T> call) {
        requireOpen();
        if (!acquire(turns, Deadline.in(options.timeout()))) {
            throw fault.busy();
        }
        try {
            requireOpen();
            return call.apply(Deadline.in(options.timeout()));
        } finally {
            permits.release(turns);
        }
    }

    /** One after the other: those who want one alone would overtake who waits for all at once. */
    private boolean acquire(int turns, Deadline deadline) {
        int taken = 0;
        while (taken < turns && acquire(deadline)) {
            taken++;
        }
        if (taken < turns) {
            permits.release(taken);
        }
        return taken == turns;
    }

    /** A thread that is interrupted goes on waiting, and stays interrupted. */
    private boolean acquire(Deadline deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return permits.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the SQLite store is closed");
        }
    }

    /** Gives no more turns; once the calls that are under way are done, does the last thing. */
    void close(Runnable last) {
        closed = true;
        permits.acquireUninterruptibly(number);
        try {
            last.run();
        } finally {
            permits.release(number);
        }
    }
}
