package dev.coatcheck.redis;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Until when the work that a thread does may take. It goes with the thread, so that whatever waits on its way (for a
 * connection, for each piece of an answer, for who is asked on behalf of several) waits no longer, however deep it
 * stands and whatever library is between.
 */
final class Deadline {
    private static final long NONE = Long.MAX_VALUE;

    /** One element; an array, so that a thread that begins and ends call after call leaves nothing behind. */
    private static final ThreadLocal<long[]> END = ThreadLocal.withInitial(() -> new long[] {NONE});

    private Deadline() {}

    /** Does some work, which may take so long, or less where this is part of what ends sooner. */
    static <T extends @Nullable Object> T within(Duration most, Supplier<T> work) {
        long[] end = END.get();
        long outer = end[0];
        end[0] = System.nanoTime() + leftNanos(outer, most.toNanos());
        try {
            return work.get();
        } finally {
            end[0] = outer;
        }
    }

    /** What is left, but not more than so much; not above 0 when the time is up. */
    static long leftNanos(long most) {
        return leftNanos(END.get()[0], most);
    }

    private static long leftNanos(long end, long most) {
        return end == NONE ? most : Math.min(most, end - System.nanoTime());
    }
}
