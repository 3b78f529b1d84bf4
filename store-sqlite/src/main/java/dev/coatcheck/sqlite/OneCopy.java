package dev.coatcheck.sqlite;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sqlite.SQLiteConnection;

/**
 * Which copy of SQLite has a file open in this process. The system's locks of a file are the process's: SQLite knows that
 * of its own connections, but two copies of it, loaded by two class loaders, take them from each other, and destroy what
 * they write. What class loaders have in common are the system's properties, so it stands there. Thread-safe.
 */
final class OneCopy implements AutoCloseable {
    private static final String COPY = "copy " + System.identityHashCode(SQLiteConnection.class) + ", stores ";

    private final String property;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Lasts until it is closed; a copy may have several.
     *
     * @param key tells the file from others; empty where that is not known, and locks are not the process's
     */
    OneCopy(Optional<Object> key, Fault fault) {
        this.property = "dev.coatcheck.sqlite.open." + key.map(Object::toString).orElse("");
        if (key.isPresent()) {
            System.getProperties().compute(property, (name, others) -> {
                if (others == null) {
                    return COPY + 1;
                }
                if (!others.toString().startsWith(COPY)) {
                    throw fault.openElsewhere();
                }
                return COPY + (stores(others) + 1);
            });
        }
    }

    private static int stores(Object claims) {
        return Integer.parseInt(claims.toString().substring(COPY.length()));
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        System.getProperties()
                .computeIfPresent(property, (name, ours) -> stores(ours) == 1 ? null : COPY + (stores(ours) - 1));
    }
}
