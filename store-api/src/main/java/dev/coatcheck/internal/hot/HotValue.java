package dev.coatcheck.internal.hot;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A value as it was of one version.
 *
 * @param value null where only the version is known: there is a newer value than any that is kept
 * @param freshUntilNanos until when it may be given out without asking the store, on {@link System#nanoTime()}
 * @param bytes the heap that it takes
 */
record HotValue(long version, Type type, @Nullable Object value, long freshUntilNanos, long bytes) {
    /** Of the records and the maps around a value. */
    private static final int AROUND = 200;

    static HotValue of(long version, Type type, Object value, long freshUntilNanos, long heapBytes) {
        return new HotValue(version, type, value, freshUntilNanos, AROUND + heapBytes);
    }

    /** A version without its value. */
    static HotValue unknown(long version) {
        return new HotValue(version, Void.class, null, Long.MIN_VALUE, AROUND);
    }

    HotValue freshUntil(long nanos) {
        return new HotValue(version, type, value, nanos, bytes);
    }
}
