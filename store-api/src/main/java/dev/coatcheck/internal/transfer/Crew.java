package dev.coatcheck.internal.transfer;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Does something for each id of a stream on a few threads, which end with it, so that a store's answer need not be awaited
 * before the next is asked. The caller's thread watches.
 */
public final class Crew {
    private static final long BEAT_MILLIS = 100;

    private final Source source;
    private final Task task;
    private final Supplier<@Nullable String> more;
    private final Throttle throttle;
    private final CountDownLatch running;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile boolean exhausted;
    private volatile boolean abandoned;

    /** Guarded by this, as is what is read of it. */
    private @Nullable Stream<String> ids;

    private Iterator<String> unread = Collections.emptyIterator();

    /** Where the ids come from. */
    public interface Source {
        /**
         * Called once, by a thread of the crew: none of the caller's, which may be interrupted while a store is asked.
         *
         * @param isStopped whether nobody wants to know any more
         * @return closed by the crew
         */
        Stream<String> open(BooleanSupplier isStopped);
    }

    /** What is done for an id. */
    public interface Task {
        /**
         * Does it for an id, and for as many more as it will.
         *
         * @param id the first
         * @param more has the others, which are taken with it: each must be done. It has none where
         *     nothing more is to begin, and where the bytes are counted: then each id waits for its turn
         * @return the bytes that it has moved
         */
        long on(String id, Supplier<@Nullable String> more);
    }

    private Crew(Source source, Task task, Throttle throttle, int threads) {
        this.source = source;
        this.task = task;
        this.more = throttle.isBounded() ? () -> null : this::next;
        this.throttle = throttle;
        this.running = new CountDownLatch(threads);
    }

    /**
     * Does the task for each id, and throws what it threw for the first that failed; then, and where the caller's thread is
     * interrupted, what has begun is done to its end and nothing else begins. The interrupt status stays.
     *
     * @param threads how many at once
     * @param source has the ids
     * @param task what is done
     * @param throttle counts them; used for this alone
     * @param beat called now and then by the caller's thread
     * @return false where it was interrupted before the last was done
     */
    public static boolean work(int threads, Source source, Task task, Throttle throttle, Runnable beat) {
        return new Crew(source, task, throttle, threads).work(threads, beat);
    }

    private boolean work(int count, Runnable beat) {
        if (Thread.currentThread().isInterrupted()) {
            return false;
        }
        List<Thread> threads =
                IntStream.rangeClosed(1, count).mapToObj(this::thread).toList();
        boolean interrupted = false;
        try {
            threads.forEach(Thread::start);
            while (!running.await(BEAT_MILLIS, TimeUnit.MILLISECONDS)) {
                beat.run();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            stop();
            interrupted |= awaitAll(threads);
            close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        rethrow(failure.get());
        return exhausted && !abandoned;
    }

    private Thread thread(int number) {
        Thread thread = new Thread(this::workOn, "coatcheck-copy-" + number);
        thread.setDaemon(true);
        return thread;
    }

    private void workOn() {
        try {
            for (String id = next(); id != null; id = next()) {
                long booked = throttle.book();
                if (stopped) {
                    abandoned = true;
                    return;
                }
                throttle.passed(booked, task.on(id, more));
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
            stop();
        } finally {
            running.countDown();
        }
    }

    private synchronized @Nullable String next() {
        if (stopped) {
            return null;
        }
        if (ids == null) {
            ids = source.open(() -> stopped);
            unread = ids.iterator();
        }
        exhausted = !stopped && !unread.hasNext();
        return stopped || exhausted ? null : unread.next();
    }

    private synchronized void close() {
        if (ids != null) {
            ids.close();
        }
    }

    private void stop() {
        stopped = true;
        throttle.stop();
    }

    /** Each is done with its session as soon as its stores answer, or give up. Returns whether it was interrupted. */
    private static boolean awaitAll(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        return interrupted;
    }

    private static void rethrow(@Nullable Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
    }
}
