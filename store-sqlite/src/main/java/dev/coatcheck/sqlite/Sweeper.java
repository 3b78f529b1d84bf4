package dev.coatcheck.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that looks after the file, with nobody calling. It gives back what is over: rows at once, and pages of the
 * file once they are many. And it has the system bring to the disk what was written. It looks every few seconds, which
 * costs one read where nothing is due. Whatever fails, it looks again. Only room depends
 * on it: what is over is so by the clock. Thread-safe.
 */
final class Sweeper {
    private static final String DUE = """
            SELECT EXISTS (SELECT 1 FROM sessions WHERE "end" <= ?1)
            OR EXISTS (SELECT 1 FROM "values" WHERE "end" <= ?1)""";

    /** So few that whoever wants to write waits for no more than some milliseconds. */
    private static final String SOME_SESSIONS = """
            (SELECT id FROM sessions WHERE "end" <= ?1 ORDER BY "end", id LIMIT 50)""";

    private static final String END_VALUES = "DELETE FROM \"values\" WHERE id IN " + SOME_SESSIONS;

    private static final String END_SESSIONS = "DELETE FROM sessions WHERE id IN " + SOME_SESSIONS;

    private static final String SWEEP_VALUES = """
            DELETE FROM "values" WHERE (id, name) IN
            (SELECT id, name FROM "values" WHERE "end" <= ?1 ORDER BY "end" LIMIT 50)""";

    private static final String FREE = "PRAGMA freelist_count";
    private static final String ALL = "PRAGMA page_count";
    private static final int PAGES_AT_ONCE = 500;
    private static final int KEPT_FREE = 1_000;

    private final Readers readers;
    private final Writer writer;
    private final StoreClock clock;
    private final long period;
    private final LongAdder expired = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Thread thread = new Thread(this::run, "coatcheck-sqlite-sweeper");
    private volatile boolean closed;

    Sweeper(Readers readers, Writer writer, StoreClock clock, Duration period) {
        this.readers = readers;
        this.writer = writer;
        this.clock = clock;
        this.period = period.toNanos();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The sessions that it has given back. */
    long expired() {
        return expired.sum();
    }

    long failures() {
        return failures.sum();
    }

    private void run() {
        while (!closed) {
            tryTo(this::bringToDisk);
            tryTo(this::sweep);
            LockSupport.parkNanos(this, period);
        }
    }

    /** A failure of one piece of work is no reason to leave out the other. */
    private void tryTo(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            failures.increment();
        }
    }

    private void sweep() {
        boolean goesOn = true;
        while (goesOn && !closed && readers.read(link -> link.number(DUE, Times.millis(clock))) != 0) {
            goesOn = writer.writeAtAnySize(this::sweepSome) > 0;
        }
        goesOn = true;
        while (goesOn && !closed && readers.read(Sweeper::hasManyFree)) {
            // nothing where somebody has switched off that pages can be given back
            goesOn = writer.writeAtAnySize(Sweeper::giveBackSome) > 0;
        }
    }

    /** The loss of power costs no more than what was written since. Nobody waits for it. */
    private void bringToDisk() {
        if (writer.takeNews()) {
            try {
                readers.read(Sweeper::checkpoint);
            } catch (RuntimeException | Error e) {
                writer.returnNews();
                throw e;
            }
        }
    }

    private static boolean checkpoint(Link link) throws SQLException {
        link.run("PRAGMA wal_checkpoint(PASSIVE)");
        return true;
    }

    private int sweepSome(Link link) throws SQLException {
        long now = Times.millis(clock);
        int values = link.update(END_VALUES, now);
        int sessions = link.update(END_SESSIONS, now);
        expired.add(sessions);
        return values + sessions + link.update(SWEEP_VALUES, now);
    }

    /** A quarter of the file stays free, since it will be needed again. */
    private static boolean hasManyFree(Link link) throws SQLException {
        long free = link.number(FREE);
        return free > KEPT_FREE && free > link.number(ALL) / 4;
    }

    private static long giveBackSome(Link link) throws SQLException {
        long before = link.number(FREE);
        link.run("PRAGMA incremental_vacuum(" + PAGES_AT_ONCE + ")");
        return before - link.number(FREE);
    }

    /** Waits for a sweep that is under way. */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
        Turns.awaitEnd(thread);
    }
}
