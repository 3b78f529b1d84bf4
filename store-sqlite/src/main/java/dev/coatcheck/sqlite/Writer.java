package dev.coatcheck.sqlite;

import dev.coatcheck.StoreFullException;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection to write on. SQLite has one writer at a time: threads of this process take turns, and processes at the
 * file's lock. Thread-safe.
 */
final class Writer {
    private final DatabaseFile file;
    private final OptionalLong maxBytes;
    private final Turns turns;
    private @Nullable Link link;
    private final News written = new News();

    Writer(DatabaseFile file, SqliteOptions options) {
        this.file = file;
        this.maxBytes = options.maxBytes();
        this.turns = new Turns(1, options, file.fault());
    }

    /** Does the task in a transaction of its own; where it fails, nothing of it is done. */
    <T> T write(Link.Task<T> task) {
        return turns.take(deadline -> transact(task, deadline));
    }

    /** As {@link #write}, for what makes no session larger: it is done on a full store as well. */
    <T> T writeAtAnySize(Link.Task<T> task) {
        return turns.take(deadline -> {
            try {
                return transact(task, deadline);
            } catch (StoreFullException e) {
                if (maxBytes.isEmpty()) {
                    throw e;
                }
                return transact(unlimited(task), deadline);
            }
        });
    }

    /** Does the task while the connection is not open, and nobody writes. */
    <T> T without(Supplier<T> task) {
        return turns.take(deadline -> {
            closeLink();
            return task.get();
        });
    }

    private <T> Link.Task<T> unlimited(Link.Task<T> task) {
        return open -> {
            open.limit(OptionalLong.empty());
            T result = task.on(open);
            open.limit(maxBytes);
            return result;
        };
    }

    private <T> T transact(Link.Task<T> task, Deadline deadline) {
        file.requireUsable();
        boolean done = false;
        try {
            Link open = open(deadline);
            open.update("BEGIN IMMEDIATE");
            T result = task.on(open);
            open.update("COMMIT");
            written.tell();
            done = true;
            return result;
        } catch (SQLException e) {
            throw file.fault().of(e);
        } finally {
            if (!done) {
                // and with it all that is open on it
                closeLink();
            }
        }
    }

    private Link open(Deadline deadline) throws SQLException {
        Link open = link;
        if (open == null) {
            open = file.open(deadline);
            link = open;
            if (maxBytes.isPresent()) {
                open.limit(maxBytes);
            }
        } else {
            open.waitsUntil(deadline);
        }
        return open;
    }

    private void closeLink() {
        Link open = link;
        link = null;
        if (open != null) {
            open.close();
        }
    }

    /** Of writes that were made. */
    News written() {
        return written;
    }

    /** Once the write that is under way is done. */
    void close() {
        turns.close(this::closeLink);
    }
}
