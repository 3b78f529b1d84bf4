package dev.coatcheck.testkit;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * The whole contract of a driver whose values are in this heap; its author extends this instead of {@link
 * DriverContract}.
 */
public abstract class HeapDriverContract extends DriverContract {

    /** For subclasses. */
    protected HeapDriverContract() {}

    /** The very payload that was put comes back. */
    @Nested
    @Tag("heap")
    class Heap extends HeapContract {
        @Override
        StoreFixture fixture() {
            return HeapDriverContract.this;
        }
    }
}
