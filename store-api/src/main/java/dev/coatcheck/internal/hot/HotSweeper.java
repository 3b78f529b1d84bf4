package dev.coatcheck.internal.hot;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has a ring swept, again and again, by a thread that there is only while something is kept: it begins with the first
 * entry and ends with the last, or when this is closed. Thread-safe.
 */
final class HotSweeper {
    private final HotRing ring;
    private final long betweenSweepsNanos;

    /** The one at work. Written in turns. */
    private volatile @Nullable Thread thread;

    private boolean closed;

    HotSweeper(HotRing ring, Duration betweenSweeps) {
        this.ring = ring;
        this.betweenSweepsNanos = betweenSweeps.toNanos();
    }

    /** To be called after an entry was added. */
    void start() {
        if (thread == null) {
            startThread();
        }
    }

    private synchronized void startThread() {
        if (thread != null || closed) {
            return;
        }
        try {
            // it inherits nothing of the request that happens to be the first
            Thread next = new Thread(null, this::run, "coatcheck-kept-values", 0, false);
            next.setDaemon(true);
            next.setContextClassLoader(HotSweeper.class.getClassLoader());
            next.start();
            thread = next;
        } catch (OutOfMemoryError e) {
            // there is no thread to be had now: no read fails for that, and the next entry asks again
        }
    }

    private void run() {
        try {
            while (waitForTurn()) {
                sweep();
                if (isOver()) {
                    return;
                }
            }
        } finally {
            leave();
        }
    }

    /** False where there is none, since this was closed. */
    private synchronized boolean waitForTurn() {
        long end = System.nanoTime() + betweenSweepsNanos;
        long left = betweenSweepsNanos;
        while (!closed && left > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                // only close() ends this thread
            }
            left = end - System.nanoTime();
        }
        return !closed;
    }

    private void sweep() {
        try {
            ring.sweep();
        } catch (Throwable e) {
            // whatever it was, most likely a lack of memory: there will be another sweep
        }
    }

    /** Whether nothing is kept. Leaves first: who adds an entry from then on starts another. */
    private synchronized boolean isOver() {
        thread = null;
        if (ring.isEmpty()) {
            return true;
        }
        thread = Thread.currentThread();
        return false;
    }

    private synchronized void leave() {
        if (thread == Thread.currentThread()) {
            thread = null;
        }
    }

    /** Its thread ends. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
