package dev.coatcheck.memory;

import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Want;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A value as the store holds it. Immutable but for its place. */
final class StoredValue {
    /** The deadline of a value that lives as long as its session. */
    static final long WITH_SESSION = Long.MAX_VALUE;

    /** In the place of a value that is about to be put; over, as no value is there yet. */
    static final StoredValue NOTHING = new StoredValue("", Payload.of(new byte[0]), 0, Long.MIN_VALUE);

    private final String name;
    private final Payload payload;
    private final long version;
    private final long deadline;
    private volatile @Nullable StoredValue older;

    StoredValue(String name, Payload payload, long version, long deadline) {
        this.name = name;
        this.payload = payload;
        this.version = version;
        this.deadline = deadline;
    }

    String name() {
        return name;
    }

    boolean isLive(long now) {
        return now < deadline;
    }

    /** The value before it, see {@link NamedValues}. */
    @Nullable
    StoredValue older() {
        return older;
    }

    void leadTo(@Nullable StoredValue next) {
        older = next;
    }

    long version() {
        return version;
    }

    long deadline() {
        return deadline;
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
