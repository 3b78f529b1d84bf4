package dev.coatcheck.memory;

import dev.coatcheck.store.Payload;
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

    static long ofValue(String name, Payload payload) {
        return VALUE + name.length() + payload.bytes().length;
    }

    /** Where nothing is wanted, nothing is taken. */
    void reserve(long bytes) {
        boolean isDone = bytes <= 0;
        while (!isDone) {
            long before = used.get();
            if (bytes > most - before) {
                throw new Exceeded(bytes);
            }
            isDone = used.compareAndSet(before, before + bytes);
        }
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    boolean has(long bytes) {
        return bytes <= most - used.get();
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
