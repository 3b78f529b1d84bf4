package dev.coatcheck.memory;

import dev.coatcheck.store.Found;
import dev.coatcheck.store.Want;
import java.time.Duration;

/** A value as the store holds it; its array is never handed out. */
final class StoredValue {
    /** The deadline of a value that lives as long as its session. */
    static final long WITH_SESSION = Long.MAX_VALUE;

    private final byte[] bytes;
    private final long version;
    private final long deadline;

    StoredValue(byte[] bytes, long version, long deadline) {
        this.bytes = bytes;
        this.version = version;
        this.deadline = deadline;
    }

    boolean isLive(long now) {
        return now < deadline;
    }

    long version() {
        return version;
    }

    long deadline() {
        return deadline;
    }

    int size() {
        return bytes.length;
    }

    Found found(Want want, Duration sessionRemaining, long now) {
        Duration remaining = deadline == WITH_SESSION ? sessionRemaining : Duration.ofNanos(deadline - now);
        return want.holds(version)
                ? Found.unchanged(version, remaining)
                : Found.present(version, remaining, bytes.clone());
    }
}
