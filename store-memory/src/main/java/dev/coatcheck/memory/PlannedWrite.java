package dev.coatcheck.memory;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a write comes to, worked out before anything is changed. */
final class PlannedWrite {
    private final String[] names;
    private final @Nullable StoredValue[] values;
    private final long version;
    private int removed;
    private long firstEnd = StoredValue.WITH_SESSION;

    PlannedWrite(List<Change> changes, NamedValues before, long version, long now) {
        this.names = new String[changes.size()];
        this.values = new StoredValue[changes.size()];
        this.version = version;
        for (int i = 0; i < values.length; i++) {
            Change change = changes.get(i);
            names[i] = change.name();
            values[i] = plan(change, before.get(change.name()), now);
        }
    }

    private @Nullable StoredValue plan(Change change, @Nullable StoredValue old, long now) {
        boolean isThere = old != null && old.isLive(now);
        Payload payload = change.payload().orElse(null);
        if (payload == null) {
            removed += isThere ? 1 : 0;
            return null;
        }
        long deadline;
        if (change.keepsTime()) {
            deadline = old != null && isThere ? old.deadline() : StoredValue.WITH_SESSION;
        } else {
            deadline = change.timeToLive().map(time -> now + time.toNanos()).orElse(StoredValue.WITH_SESSION);
        }
        firstEnd = Math.min(firstEnd, deadline);
        return new StoredValue(change.name(), payload, null, version, deadline);
    }

    /** How many bytes of the budget the changes take more than what they replace. */
    static long growth(List<Change> changes, NamedValues before) {
        long growth = 0;
        for (Change change : changes) {
            StoredValue old = before.get(change.name());
            Payload payload = change.payload().orElse(null);
            growth += payload == null ? 0 : Budget.ofValue(change.name(), payload);
            growth -= old == null ? 0 : old.size();
        }
        return growth;
    }

    String[] names() {
        return names;
    }

    /** What is put, and null for each that is removed. */
    @Nullable
    StoredValue[] values() {
        return values;
    }

    long version() {
        return version;
    }

    /** How many values that are there it removes. */
    int removed() {
        return removed;
    }

    /** When the first of the values is over that have a time of their own. */
    long firstEnd() {
        return firstEnd;
    }
}
