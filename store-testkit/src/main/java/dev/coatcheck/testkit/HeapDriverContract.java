package dev.coatcheck.testkit;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** All that a driver owes whose values are in this heap: the one class that its author extends. */
public abstract class HeapDriverContract extends DriverContract {

    /** For subclasses. */
    protected HeapDriverContract() {}

    /** Payloads that come back as the objects that they are. */
    @Nested
    @Tag("heap")
    class Heap extends HeapContract {
        @Override
        StoreFixture fixture() {
            return HeapDriverContract.this;
        }
    }
}
