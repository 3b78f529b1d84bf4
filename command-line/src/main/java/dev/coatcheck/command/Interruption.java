package dev.coatcheck.command;

import dev.coatcheck.CoatcheckException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or another request to end the process: the work that is under way stops in order, says how far it came and
 * closes its stores, and then the process ends. Thread-safe.
 */
final class Interruption {
    /** Longer than a call of a store takes that fails. */
    private static final long PATIENCE_SECONDS = 30;

    private final Thread worker;
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Interruption(Thread worker) {
        this.worker = worker;
    }

    /** From now on the process does not end before {@link #workIsOver} is called, or the calling thread takes too long. */
    static Interruption ofThisThread() {
        Interruption interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::stop, "interruption"));
        return interruption;
    }

    /** Does nothing where the work is over: then the process ends by itself. */
    private void stop() {
        if (stopped.getCount() == 0) {
            return;
        }
        requested.countDown();
        worker.interrupt();
        try {
            if (!stopped.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("coatcheck: a store holds the command up; ended all the same");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Does work that stops by itself on request. What only the interruption has broken is no error of a store.
     *
     * @return whether it came to its end
     */
    boolean finishes(Runnable work) {
        try {
            work.run();
        } catch (CoatcheckException e) {
            if (!isRequested()) {
                throw e;
            }
        } finally {
            heard();
        }
        return !isRequested();
    }

    /** The work has stopped: closing the stores, and printing the result, is not to be interrupted any more. */
    static void heard() {
        Thread.interrupted();
    }

    void workIsOver() {
        stopped.countDown();
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits, but not where work is to stop. */
    void pause(long nanos) {
        try {
            requested.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
