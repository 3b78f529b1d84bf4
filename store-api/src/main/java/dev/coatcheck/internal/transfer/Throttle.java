package dev.coatcheck.internal.transfer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets so many bytes a second pass and no more, evenly. How many one session has is known afterwards only: as many as the
 * sessions before it had on average are booked beforehand, and the difference then. Thread-safe.
 */
public final class Throttle {
    /** Time that was not used does not count later on, but for a moment's. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final double nanosPerByte;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopping = lock.newCondition();
    private boolean stopped;
    private long dueNanos = System.nanoTime();
    private double averageBytes;

    /**
     * A throttle for so many bytes a second.
     *
     * @param bytesPerSecond {@link Long#MAX_VALUE} for as many as there are
     */
    public Throttle(long bytesPerSecond) {
        this.nanosPerByte =
                bytesPerSecond == Long.MAX_VALUE ? 0 : (double) TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
    }

    /** Whether anybody ever waits. */
    boolean isBounded() {
        return nanosPerByte > 0;
    }

    /**
     * Waits for a session's turn.
     *
     * @return the bytes booked for it
     */
    long book() {
        lock.lock();
        try {
            for (long wait = nanosLeft(); wait > 0 && !stopped; wait = nanosLeft()) {
                stopping.awaitNanos(wait);
            }
            long booked = (long) averageBytes;
            dueNanos = Math.max(dueNanos, System.nanoTime() - SLACK_NANOS) + (long) (booked * nanosPerByte);
            return booked;
        } catch (InterruptedException e) {
            // nobody interrupts the threads that come here but to stop them
            stopped = true;
            return 0;
        } finally {
            lock.unlock();
        }
    }

    private long nanosLeft() {
        return dueNanos - System.nanoTime();
    }

    /** How many bytes it were in the end. */
    void passed(long booked, long bytes) {
        lock.lock();
        try {
            dueNanos += (long) ((bytes - booked) * nanosPerByte);
            averageBytes += (bytes - averageBytes) / 8;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits any more. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            stopping.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
