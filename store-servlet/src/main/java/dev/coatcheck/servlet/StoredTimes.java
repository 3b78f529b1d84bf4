package dev.coatcheck.servlet;

import dev.coatcheck.Batch;
import dev.coatcheck.Key;
import dev.coatcheck.Values;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The times of an {@code HttpSession}, which stand beside its attributes, in milliseconds since 1970.
 *
 * @param created when it was created
 * @param accessed when a request last used it, written once in a while
 * @param maxInactive its own limit in seconds, none where it is not positive; null where it has none of its own
 */
record StoredTimes(long created, long accessed, @Nullable Integer maxInactive) {
    static final Key<Long> CREATED = Key.of("http-session.created", Long.class);
    static final Key<Long> ACCESSED = Key.of("http-session.accessed", Long.class);
    static final Key<Integer> MAX_INACTIVE = Key.of("http-session.max-inactive", Integer.class);

    private static final long WRITTEN_EACH = Duration.ofMinutes(1).toMillis();

    /** What was read; who was created by other means has been there from this moment on. */
    static StoredTimes read(Values values, long now) {
        long created = values.get(CREATED, now);
        return new StoredTimes(
                created, values.get(ACCESSED, created), values.get(MAX_INACTIVE).orElse(null));
    }

    /** Never sooner than its limit, and later by as much as the last use may not have been written. */
    boolean isIdledOut(long now) {
        return maxInactive != null && maxInactive > 0 && now - accessed >= maxInactive * 1_000L + writtenEach();
    }

    boolean isAccessToBeWritten(long now) {
        return now - accessed >= writtenEach();
    }

    private long writtenEach() {
        return maxInactive == null || maxInactive <= 0 ? WRITTEN_EACH : Math.min(WRITTEN_EACH, maxInactive * 100L);
    }

    StoredTimes withMaxInactive(int seconds) {
        return new StoredTimes(created, accessed, seconds);
    }

    StoredTimes withAccess(long now) {
        return new StoredTimes(created, now, maxInactive);
    }

    void put(Batch batch) {
        batch.put(CREATED, created).put(ACCESSED, accessed);
        if (maxInactive != null) {
            batch.put(MAX_INACTIVE, maxInactive);
        }
    }
}
