package dev.coatcheck.sqlite;

import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * A few connections to read on, opened when they are needed. What a reader sees is as of one moment, and keeps no writer
 * waiting. Thread-safe.
 */
final class Readers {
    private static final int LEAST = 4;
    private static final int MOST = 32;

    private final DatabaseFile file;
    private final Turns turns;

    /** Those used last come first: their pages are in memory. */
    private final ConcurrentLinkedDeque<Link> idle = new ConcurrentLinkedDeque<>();

    Readers(DatabaseFile file, SqliteOptions options) {
        this.file = file;
        int most = Math.max(LEAST, Math.min(MOST, 2 * Runtime.getRuntime().availableProcessors()));
        this.turns = new Turns(most, options, file.fault());
        idle.add(file.first());
    }

    <T> T read(Link.Task<T> task) {
        return turns.take(deadline -> {
            file.requireUsable();
            Link link = idle.pollFirst();
            if (link == null) {
                link = file.open(deadline);
            } else {
                link.waitsUntil(deadline);
            }
            return on(link, task);
        });
    }

    private <T> T on(Link link, Link.Task<T> task) {
        boolean isKept = false;
        try {
            T result = task.on(link);
            idle.addFirst(link);
            isKept = true;
            return result;
        } catch (SQLException e) {
            throw file.fault().of(e);
        } finally {
            if (!isKept) {
                link.close();
            }
        }
    }

    /** Does the task while no connection is open: readers wait for it, as it waits for those before it. */
    <T> T without(Supplier<T> task) {
        return turns.takeAll(deadline -> {
            closeIdle();
            return task.get();
        });
    }

    private void closeIdle() {
        while (!idle.isEmpty()) {
            idle.removeFirst().close();
        }
    }

    /** Once the calls that are under way are done. */
    void close() {
        turns.close(this::closeIdle);
    }
}
