package dev.coatcheck.internal.move;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts who is inside, so that somebody who has said that nobody shall enter any more can wait for those who were faster.
 *
 * <p>A caller enters, then looks whether he may, and leaves where he may not. Whoever closes says so, by a volatile write,
 * and then looks at the counts. All of these are volatile accesses, of which there is one order that all threads agree on
 * (JLS 17.4.4). In that order either the caller's look comes behind what was said, and he leaves; or it comes before it, and
 * then his count does too, and is seen, until he has left. What he has done is then seen as well. (A {@code LongAdder}
 * would not do: it counts by a release, which may come behind the caller's look.)
 *
 * <p>It is enough to see each count at zero once, one after another: whoever enters behind what was said does nothing.
 *
 * <p>Threads are spread over several counts, each on a cache line of its own, since every call of a manager comes by.
 * Thread-safe.
 */
final class Callers {
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final int BITS = 4;
    private static final int APART = 128 / Long.BYTES;

    /** Spreads numbers that follow each other, as threads' are (Knuth, The Art of Computer Programming, 6.4). */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final AtomicLongArray inside = new AtomicLongArray(APART << BITS);

    /** To be given to {@link #leave}. */
    int enter() {
        int count = APART * (int) ((Thread.currentThread().getId() * GOLDEN) >>> (Long.SIZE - BITS));
        inside.getAndIncrement(count);
        return count;
    }

    void leave(int count) {
        inside.getAndDecrement(count);
    }

    /** Returns when none is left of those who entered before this was called. Is not interrupted. */
    void awaitNone() {
        boolean interrupted = false;
        for (int count = 0; count < inside.length(); count += APART) {
            while (inside.get(count) != 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
