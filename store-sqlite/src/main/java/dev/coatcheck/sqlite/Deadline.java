package dev.coatcheck.sqlite;

import java.time.Duration;

/** Until when something is waited for, however many steps it takes. */
record Deadline(long nanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Never negative. */
    long nanosLeft() {
        return Math.max(0, nanos - System.nanoTime());
    }

    boolean isOver() {
        return nanosLeft() == 0;
    }
}
