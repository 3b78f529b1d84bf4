package dev.coatcheck.memory;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes that sessions take, never more than the most. Thread-safe. */
final class Budget {
    /** What a session takes in the heap without values: its objects, its id and its places in maps. Measured. */
    static final long SESSION = 400;

    /** What a value takes beyond its bytes and its name's characters. Measured. */
    static final long VALUE = 160;

    private final AtomicLong used = new AtomicLong();
    private final long most;

    Budget(long most) {
        this.most = most;
    }

    static long ofValue(String name, int bytes) {
        return VALUE + name.length() + bytes;
    }

    boolean reserve(long bytes) {
        long before = used.get();
        while (bytes <= most - before) {
            if (used.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = used.get();
        }
        return false;
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }

    long most() {
        return most;
    }

    /** There is no room for so many bytes; thrown while nothing has changed yet. */
    static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final long needed;

        Exceeded(long needed) {
            super(null, null, false, false);
            this.needed = needed;
        }
    }
}
