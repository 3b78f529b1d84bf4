package dev.coatcheck.memory;

import java.util.function.LongSupplier;

/** Nanoseconds since a store was opened, by a clock that never goes back. */
final class StoreClock {
    private final LongSupplier nanos;
    private final long opened;

    StoreClock(LongSupplier nanos) {
        this.nanos = nanos;
        this.opened = nanos.getAsLong();
    }

    long now() {
        return nanos.getAsLong() - opened;
    }
}
