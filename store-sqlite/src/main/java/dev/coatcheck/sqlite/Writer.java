package dev.coatcheck.sqlite;

import dev.coatcheck.StoreFullException;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection to write on. SQLite has one writer at a time: threads of this process take turns at a lock, and
 * processes at the file's. Thread-safe.
 */
final class Writer {
    private final DatabaseFile file;
    private final SqliteOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Link link;
    private volatile boolean hasWritten;
    private volatile boolean closed;

    Writer(DatabaseFile file, SqliteOptions options) {
        this.file = file;
        this.options = options;
    }

    /** Does the task in a transaction of its own; where it fails, nothing of it is done. */
    <T> T write(Link.Task<T> task) {
        return inTurn(() -> transact(task));
    }

    /** As {@link #write}, for what makes no session larger: it is done on a full store as well. */
    <T> T writeAtAnySize(Link.Task<T> task) {
        return inTurn(() -> {
            try {
                return transact(task);
            } catch (StoreFullException e) {
                link = file.open(SqliteOptions.UNLIMITED);
                try {
                    return transact(task);
                } finally {
                    closeLink();
                }
            }
        });
    }

    /** Does the task while the connection is not open, and nobody writes. */
    <T> T without(Supplier<T> task) {
        return inTurn(() -> {
            closeLink();
            return task.get();
        });
    }

    private <T> T inTurn(Supplier<T> step) {
        Turns.requireOpen(closed);
        Turns.take(lock::tryLock, options.timeout(), file.fault());
        try {
            Turns.requireOpen(closed);
            file.requireInPlace();
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    private <T> T transact(Link.Task<T> task) {
        boolean done = false;
        try {
            Link open = link;
            if (open == null) {
                open = file.open(options.maxBytes());
                link = open;
            }
            open.update("BEGIN IMMEDIATE");
            T result = task.on(open);
            open.update("COMMIT");
            hasWritten = true;
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

    private void closeLink() {
        Link open = link;
        link = null;
        if (open != null) {
            open.close();
        }
    }

    /** Whether there were writes since this was last asked. */
    boolean takeNews() {
        boolean news = hasWritten;
        if (news) {
            hasWritten = false;
        }
        return news;
    }

    /** What was done about the writes has failed: to be asked about them again. */
    void returnNews() {
        hasWritten = true;
    }

    /** Once the write that is under way is done. */
    void close() {
        closed = true;
        lock.lock();
        try {
            closeLink();
        } finally {
            lock.unlock();
        }
    }
}
