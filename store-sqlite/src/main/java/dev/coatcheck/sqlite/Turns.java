package dev.coatcheck.sqlite;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How threads wait for a connection. */
final class Turns {
    private Turns() {}

    /** Waits for something, up to a time. */
    interface Wait {
        boolean awaited(long time, TimeUnit unit) throws InterruptedException;
    }

    /** Takes a turn, or fails. */
    static void take(Wait wait, Duration timeout, Fault fault) {
        long end = System.nanoTime() + timeout.toNanos();
        if (!uninterrupted(() -> wait.awaited(end - System.nanoTime(), TimeUnit.NANOSECONDS))) {
            throw fault.busy();
        }
    }

    static void awaitEnd(Thread thread) {
        uninterrupted(() -> {
            thread.join();
            return true;
        });
    }

    /** A thread that is interrupted goes on waiting, and stays interrupted. */
    private static boolean uninterrupted(Callable wait) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.await();
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

    private interface Callable {
        boolean await() throws InterruptedException;
    }

    static void requireOpen(boolean closed) {
        if (closed) {
            throw new IllegalStateException("the SQLite store is closed");
        }
    }
}
