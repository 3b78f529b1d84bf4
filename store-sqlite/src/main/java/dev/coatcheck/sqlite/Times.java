package dev.coatcheck.sqlite;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Ends are in the file to the millisecond; what is over is told by the microsecond. */
final class Times {
    /** In place of a value's own end, where it has none. */
    static final long WITH_SESSION = 0;

    private static final long MICROS = 1_000;

    private Times() {}

    static long millis(StoreClock clock) {
        return clock.micros() / MICROS;
    }

    static boolean isLive(long endMillis, long nowMicros) {
        return endMillis * MICROS > nowMicros;
    }

    static Duration remaining(long endMillis, long nowMicros) {
        return Duration.of(endMillis * MICROS - nowMicros, ChronoUnit.MICROS);
    }
}
