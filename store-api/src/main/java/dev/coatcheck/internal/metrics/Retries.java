package dev.coatcheck.internal.metrics;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How often the calls that are under way were tried again. A driver says so in the thread of the call, and nothing else
 * that it gives back could: there may be no answer. Holds a thread no longer than its call. Thread-safe.
 */
final class Retries {
    /** Of one call, for its thread alone. */
    static final class Count {
        private final @Nullable Count outer;
        private int count;

        private Count(@Nullable Count outer) {
            this.outer = outer;
        }
    }

    private final ConcurrentHashMap<Thread, Count> underWay = new ConcurrentHashMap<>();

    /** A call begins in this thread, perhaps within another. Null where there is no memory to count. */
    @Nullable
    Count begin() {
        Thread thread = Thread.currentThread();
        Count outer = underWay.get(thread);
        try {
            Count count = new Count(outer);
            underWay.put(thread, count);
            return count;
        } catch (OutOfMemoryError e) {
            if (outer == null) {
                underWay.remove(thread);
            }
            return null;
        }
    }

    /** This thread's call is about to be tried again. It may be one that nobody observes. */
    void add() {
        Count count = underWay.get(Thread.currentThread());
        if (count != null) {
            count.count++;
        }
    }

    /** The call that began so has ended; how often it was tried again. */
    int end(Count count) {
        if (count.outer == null) {
            underWay.remove(Thread.currentThread());
        } else {
            underWay.put(Thread.currentThread(), count.outer);
        }
        return count.count;
    }
}
