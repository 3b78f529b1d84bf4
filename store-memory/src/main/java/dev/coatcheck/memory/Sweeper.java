package dev.coatcheck.memory;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that gives back what is over, with nobody calling. It sleeps until something is, at least a second, and
 * without an end where nothing is scheduled. Whatever a sweep throws, an {@link OutOfMemoryError} above all, it goes on
 * a second later: what was not swept is still on the schedule. Only memory depends on it: what is over is so by the
 * clock. Thread-safe.
 */
final class Sweeper {
    private static final long REST_NANOS = Duration.ofSeconds(1).toNanos();

    private final Runnable sweep;
    private final StoreClock clock;
    private final Schedule schedule = new Schedule(this::wake);
    private final Thread thread = new Thread(this::run, "coatcheck-memory-sweeper");
    private volatile boolean closed;
    /** Written by its own thread alone. */
    private volatile long failures;

    /** Sweeps as often as the schedule wants it, by the clock that the schedule's times are of. */
    Sweeper(Runnable sweep, StoreClock clock) {
        this.sweep = sweep;
        this.clock = clock;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Schedule schedule() {
        return schedule;
    }

    Thread thread() {
        return thread;
    }

    long failures() {
        return failures;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // no other thread writes it
    private void run() {
        while (!closed) {
            try {
                sweep.run();
                rest();
            } catch (Throwable e) {
                failures = failures + 1;
                LockSupport.parkNanos(this, REST_NANOS);
            }
        }
    }

    /** Takes no memory of the heap. */
    private void rest() {
        long now = clock.now();
        long due = schedule.awaitDue(now + REST_NANOS);
        if (closed) {
            return;
        }
        if (due == Schedule.NEVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, due - now);
        }
    }

    /** Has it look at the clock anew. */
    void wake() {
        LockSupport.unpark(thread);
    }

    void close() {
        closed = true;
        wake();
    }
}
