package dev.coatcheck;

import dev.coatcheck.internal.metrics.SessionMetrics;
import dev.coatcheck.internal.session.SessionLife;
import dev.coatcheck.internal.value.SessionValues;
import dev.coatcheck.store.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Changes of one session that are made together: all or nothing, in one round trip. Each value is encoded when it is
 * put here. A name that is named twice is changed as the last call says. Not thread-safe; used once.
 */
public final class Batch {
    private final SessionLife session;
    private final SessionValues values;
    private final Map<String, Change> changes = new LinkedHashMap<>();
    private final Map<String, String> stored = new LinkedHashMap<>();
    private boolean committed;

    Batch(SessionLife session, SessionValues values) {
        this.session = session;
        this.values = values;
    }

    /**
     * Puts a value, for as long as its key says.
     *
     * @param key where
     * @param value what
     * @param <T> the value's type
     * @return this batch
     * @throws ValueTooLargeException if its JSON is larger than {@code coatcheck.max-value-bytes}
     * @throws UnwritableValueException if JSON cannot carry it
     */
    public <T> Batch put(Key<T> key, T value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        add(values.putting(key, value, key.timeToLive()));
        stored.put(key.name(), SessionMetrics.describe(key.name(), value));
        return this;
    }

    /**
     * Removes a value.
     *
     * @param key where; there need be none
     * @return this batch
     */
    public Batch remove(Key<?> key) {
        add(Change.remove(Objects.requireNonNull(key, "key").name()));
        stored.remove(key.name());
        return this;
    }

    private void add(Change change) {
        requireOpen();
        changes.put(change.name(), change);
    }

    private void requireOpen() {
        if (committed) {
            throw new IllegalStateException("this batch was committed; make a new one with session.batch()");
        }
    }

    /**
     * Makes all changes, or none.
     *
     * @throws SessionEndedException if the session is over
     * @throws StoreFullException if there is no room for all of them
     * @throws StoreUnavailableException if the store cannot be asked; then all were made, or none
     * @throws IllegalStateException if it was committed before
     */
    public void commit() {
        requireOpen();
        if (!changes.isEmpty()) {
            values.commit(session, List.copyOf(changes.values()), stored.values());
        }
        committed = true;
    }

    /** The names of what it changes; never a value. */
    @Override
    public String toString() {
        return "batch of " + changes.keySet();
    }
}
