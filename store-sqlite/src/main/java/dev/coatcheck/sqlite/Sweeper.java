package dev.coatcheck.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A thread that looks after the file, with nobody calling. It gives back what is over: rows at once, and pages of the
 * file once they are many. It keeps the time in the file, and brings to the disk what was written. It looks every few
 * seconds, which costs a few reads where there is nothing to do. Whatever fails, it looks again. Only room depends on it:
 * what is over is so by the clock. Thread-safe.
 */
final class Sweeper {
    /** After each step, writers have as long as it took. */
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final String FREE = "PRAGMA freelist_count";
    private static final String ALL = "PRAGMA page_count";
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int PAGES_AT_ONCE = 50;
    private static final int KEPT_FREE = 1_000;

    private final Readers readers;
    private final Writer writer;
    private final Log log;
    private final StoreClock clock;
    private final News asked;
    private final long period;
    private final Expiry sessions;
    private final Expiry values;
    private final Thread thread = new Thread(this::run, "coatcheck-sqlite-sweeper");
    private volatile boolean closed;

    /** Written by its own thread, and by whoever closes once that is over. Counting takes no memory. */
    private volatile long failures;

    /**
     * It is started by itself.
     *
     * @param asked whether anybody was told anything that depends on the time
     */
    Sweeper(Readers readers, Writer writer, Log log, StoreClock clock, News asked, Duration period) {
        this.readers = readers;
        this.writer = writer;
        this.log = log;
        this.clock = clock;
        this.asked = asked;
        this.period = period.toNanos();
        this.sessions = Expiry.ofSessions(readers, writer, clock);
        this.values = Expiry.ofValues(readers, writer, clock);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The sessions that it has given back. */
    long expired() {
        return sessions.ended();
    }

    long failures() {
        return failures + sessions.failures() + values.failures();
    }

    private void run() {
        long next = System.nanoTime() + period;
        while (!closed) {
            LockSupport.parkNanos(this, next - System.nanoTime());
            if (!closed) {
                next = System.nanoTime() + period;
                tryToLookAfterIt();
            }
        }
    }

    /** Where there is no memory even to begin, there may be some when it comes to this again. */
    private void tryToLookAfterIt() {
        try {
            lookAfterIt();
        } catch (Throwable e) {
            countFailure();
        }
    }

    private void lookAfterIt() {
        tryTo(this::agreeOnTime);
        tryTo(log::bringToDisk);
        tryTo(() -> inSteps(sessions::step));
        tryTo(() -> inSteps(values::step));
        tryTo(() -> inSteps(this::giveBackPages));
        tryTo(log::shorten);
    }

    /** A failure of one piece of work is no reason to leave out the other. */
    private void tryTo(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            countFailure();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // no two threads write it at once
    private void countFailure() {
        failures = failures + 1;
    }

    private void agreeOnTime() {
        readers.read(link -> {
            KnownTime.meet(link, clock);
            return true;
        });
        asked.take(() -> writer.writeAtAnySize(link -> {
            KnownTime.keep(link, clock);
            return true;
        }));
    }

    /** At most as long as a period, so that the other work is done in time however much there is. */
    private void inSteps(BooleanSupplier step) {
        long began = System.nanoTime();
        long stepBegan = began;
        while (!closed && stepBegan - began < period && step.getAsBoolean()) {
            long took = System.nanoTime() - stepBegan;
            Patience.pause(Math.max(SHORTEST_PAUSE_NANOS, Math.min(LONGEST_PAUSE_NANOS, took)));
            stepBegan = System.nanoTime();
        }
    }

    /** False where none was given back: nothing is, where somebody has switched off that pages can be. */
    private boolean giveBackPages() {
        return readers.read(Sweeper::hasManyFree) && writer.writeAtAnySize(Sweeper::giveBackSome) > 0;
    }

    /** A quarter of the file stays free, since it will be needed again. */
    private static boolean hasManyFree(Link link) throws SQLException {
        long free = link.number(FREE);
        return free > KEPT_FREE && free > link.number(ALL) / 4;
    }

    private static long giveBackSome(Link link) throws SQLException {
        long before = link.number(FREE);
        long began = System.nanoTime();
        do {
            link.run("PRAGMA incremental_vacuum(" + PAGES_AT_ONCE + ")");
        } while (System.nanoTime() - began < STEP_NANOS && hasManyFree(link));
        return before - link.number(FREE);
    }

    Thread thread() {
        return thread;
    }

    /** Waits for a step that is under way; the time stays in the file. */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        tryTo(this::agreeOnTime);
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
