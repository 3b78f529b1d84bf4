package dev.coatcheck.sqlite;

import dev.coatcheck.StoreUnavailableException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what is over, of one table: what was over first comes first. What cannot be deleted, since its page is damaged,
 * is left out from then on. For one thread.
 */
final class Expiry {
    /** Of rows that are deleted at once: few, and one alone where it has megabytes. */
    private static final int SOME = 10;

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Where more than so many cannot be deleted, they are not what is damaged. */
    private static final int MOST_DAMAGED = 1_000;

    private static final long MUCH_BYTES = 1 << 20;

    /**
     * What is over, and how it goes.
     *
     * @param due finds keys and versions of what is over at a time, at most so many
     * @param parts what goes before it, where that is much
     * @param delete deletes the last of it
     */
    private record Table(String due, Optional<Parts> parts, String delete) {}

    /**
     * What is of a key, and goes some at a time.
     *
     * @param length of some of it in bytes, so many at most
     * @param delete deletes some of it, so many at most
     * @param mark says the time, later than the last, to whoever meets what is left then and would take it for live
     */
    private record Parts(String length, String delete, String mark) {}

    private static final Table SESSIONS = new Table(
            "SELECT id, version FROM sessions WHERE \"end\" <= ?1 ORDER BY \"end\" LIMIT ?2",
            Optional.of(new Parts(
                    "SELECT coalesce(sum(length), 0) FROM"
                            + " (SELECT length(bytes) AS length FROM \"values\" WHERE id = ?1 LIMIT ?2)",
                    "DELETE FROM \"values\" WHERE rowid IN (SELECT rowid FROM \"values\" WHERE id = ?1 LIMIT ?2)",
                    "UPDATE sessions SET version = max(version + 1, ?2) WHERE id = ?1")),
            "DELETE FROM sessions WHERE id = ?");

    private static final Table VALUES = new Table(
            "SELECT rowid, version FROM \"values\" WHERE \"end\" <= ?1 ORDER BY \"end\" LIMIT ?2",
            Optional.empty(),
            "DELETE FROM \"values\" WHERE rowid = ?");

    private final Table table;
    private final Readers readers;
    private final Writer writer;
    private final StoreClock clock;
    private final LongAdder ended = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Set<Object> damaged = new HashSet<>();
    private @Nullable Object current;

    private Expiry(Table table, Readers readers, Writer writer, StoreClock clock) {
        this.table = table;
        this.readers = readers;
        this.writer = writer;
        this.clock = clock;
    }

    /** Of sessions, with their values. */
    static Expiry ofSessions(Readers readers, Writer writer, StoreClock clock) {
        return new Expiry(SESSIONS, readers, writer, clock);
    }

    /** Of values whose own time is over. */
    static Expiry ofValues(Readers readers, Writer writer, StoreClock clock) {
        return new Expiry(VALUES, readers, writer, clock);
    }

    /** How many it has deleted. Any thread may ask. */
    long ended() {
        return ended.sum();
    }

    /** How often it has met damage. Any thread may ask. */
    long failures() {
        return failures.sum();
    }

    /** Deletes for some milliseconds, in one transaction; false where nothing was left to delete. */
    boolean step() {
        current = null;
        if (readers.read(this::next).isEmpty()) {
            return false;
        }
        try {
            ended.add(writer.writeAtAnySize(this::deleteSome));
        } catch (StoreUnavailableException e) {
            Object met = current;
            if (!Fault.isDamage(e) || met == null || damaged.size() == MOST_DAMAGED) {
                throw e;
            }
            damaged.add(met);
            failures.increment();
        }
        return true;
    }

    private Optional<Object> next(Link link) throws SQLException {
        current = null;
        try (ResultSet due = link.query(table.due(), Times.millis(clock), damaged.size() + 1)) {
            while (due.next()) {
                Object key = due.getObject(1);
                if (!damaged.contains(key)) {
                    clock.atLeast(due.getLong(2));
                    current = key;
                    return Optional.of(key);
                }
            }
        }
        return Optional.empty();
    }

    private int deleteSome(Link link) throws SQLException {
        long began = System.nanoTime();
        int all = 0;
        while (System.nanoTime() - began < STEP_NANOS) {
            Optional<Object> next = next(link);
            if (next.isEmpty()) {
                break;
            }
            Object key = next.get();
            if (table.parts().isEmpty() || !deleteSome(link, table.parts().get(), key)) {
                link.update(table.delete(), key);
                all++;
            }
        }
        current = null;
        KnownTime.keep(link, clock);
        return all;
    }

    /** Deletes some, and tells whether anything may be left. */
    private boolean deleteSome(Link link, Parts parts, Object key) throws SQLException {
        int some = link.number(parts.length(), key, SOME) > MUCH_BYTES ? 1 : SOME;
        boolean isLeft = link.update(parts.delete(), key, some) == some;
        if (isLeft) {
            link.update(parts.mark(), key, clock.nextVersion());
        }
        return isLeft;
    }
}
