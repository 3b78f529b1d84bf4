package dev.coatcheck.memory;

import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Want;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A value as the store holds it, and the next one on a list of values. Immutable.
 *
 * @param deadline when it is over, or {@link #WITH_SESSION}
 * @param older the next one on the list; see {@link NamedValues}
 */
record StoredValue(String name, Payload payload, @Nullable StoredValue older, long version, long deadline) {
    /** The deadline of a value that lives as long as its session. */
    static final long WITH_SESSION = Long.MAX_VALUE;

    /** In the place of a value that is about to be put; over, as no value is there yet. */
    static final StoredValue NOTHING = new StoredValue("", Payload.of(new byte[0]), null, 0, Long.MIN_VALUE);

    boolean isLive(long now) {
        return now < deadline;
    }

    /** The same value before a list. */
    @SuppressWarnings("ReferenceEquality") // an equal list may be another one
    StoredValue before(@Nullable StoredValue list) {
        return older == list ? this : new StoredValue(name, payload, list, version, deadline);
    }

    /** A list without the value of a name; the same where there is none. */
    static @Nullable StoredValue without(@Nullable StoredValue list, String name) {
        if (list == null) {
            return null;
        }
        return list.name.equals(name) ? list.older : list.before(without(list.older, name));
    }

    /** The bytes of the budget that it takes. */
    long size() {
        return Budget.ofValue(name, payload);
    }

    Found found(Want want, Duration sessionRemaining, long now) {
        boolean hasOwnTime = deadline != WITH_SESSION;
        Duration remaining = hasOwnTime ? Duration.ofNanos(deadline - now) : sessionRemaining;
        Found found = want.holds(version)
                ? Found.unchanged(version, remaining, payload.bytes().length)
                : Found.present(version, remaining, payload);
        return hasOwnTime ? found.withOwnTime() : found;
    }
}
