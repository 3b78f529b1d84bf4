package dev.coatcheck.sqlite;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Ends are in the file to the millisecond; what is over is told by the microsecond. */
final class Times {
    /** In place of a value's own end, where it has none. */
    static final long WITH_SESSION = 0;

    private static final long MICROS = 1_000;

    private static final Duration LEAST = Duration.of(1, ChronoUnit.MICROS);

    private Times() {}

    static long millis(StoreClock clock) {
        return clock.micros() / MICROS;
    }

    static boolean isLive(long endMillis, long nowMicros) {
        return endMillis > Math.floorDiv(nowMicros, MICROS);
    }

    /** Of what was live a moment ago: never nothing. */
    static Duration remaining(long endMillis, long nowMicros) {
        Duration remaining = Duration.ofMillis(endMillis).minus(nowMicros, ChronoUnit.MICROS);
        return remaining.isNegative() || remaining.isZero() ? LEAST : remaining;
    }
}
