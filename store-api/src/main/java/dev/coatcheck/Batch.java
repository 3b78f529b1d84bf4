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
 * Changes to one session that are made together: all or none, in one round trip. Each value is encoded when it is put
 * here. Of two changes to the same name, the last one counts. Not thread-safe; can be committed once.
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
     * Puts a value. It lives for its key's time to live, or as long as the session where the key has none.
     *
     * @param key the key
     * @param value the value; the object itself is not kept
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
     * @param key the key; it does not matter whether there is a value
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
     * @throws StoreUnavailableException if the store cannot be asked; either all changes were made, or none
     * @throws IllegalStateException if it was committed before
     */
    public void commit() {
        requireOpen();
        if (!changes.isEmpty()) {
            values.commit(session, List.copyOf(changes.values()), stored.values());
        }
        committed = true;
    }

    /** The names of the values that it changes; never a value. */
    @Override
    public String toString() {
        return "batch of " + changes.keySet();
    }
}
