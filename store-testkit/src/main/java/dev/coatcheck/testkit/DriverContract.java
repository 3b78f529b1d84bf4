package dev.coatcheck.testkit;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * All that a driver owes. A driver's author extends this class, once for each configuration of the driver, and says how
 * to open the store; JUnit finds the parts by itself. A part is a nested class, and has a tag by which a run may select
 * it: {@code -Dtest=DiskContractTest -Dgroups=sessions}.
 *
 * <p>Needs JUnit 6 and, with Maven, a Surefire of 3.6 or newer, which runs what is nested under the name of the driver's
 * class.
 */
public abstract class DriverContract extends StoreFixture {

    /** For subclasses. */
    protected DriverContract() {}

    /** What the layer above counts on: bytes, versions, lifetimes, atomicity, isolation, use after close. */
    @Nested
    @Tag("bytes")
    class Bytes extends DataStoreContract {
        @Override
        StoreFixture fixture() {
            return DriverContract.this;
        }
    }

    /** What a user of sessions sees. */
    @Nested
    @Tag("sessions")
    class Sessions extends SessionContract {
        @Override
        StoreFixture fixture() {
            return DriverContract.this;
        }
    }

    /** What deploys, data of others and large sessions may do to a value. */
    @Nested
    @Tag("values")
    class Values extends ValueContract {
        @Override
        StoreFixture fixture() {
            return DriverContract.this;
        }
    }

    /** All sessions of one user. */
    @Nested
    @Tag("owners")
    class Owners extends OwnerContract {
        @Override
        StoreFixture fixture() {
            return DriverContract.this;
        }
    }

    /** Values that are kept decoded. */
    @Nested
    @Tag("freshness")
    class Freshness extends FreshnessContract {
        @Override
        StoreFixture fixture() {
            return DriverContract.this;
        }
    }

    /** Stores that are unavailable, or full. */
    @Nested
    @Tag("faults")
    class Faults extends FaultContract {
        @Override
        StoreFixture fixture() {
            return DriverContract.this;
        }
    }

    /** Memory, threads and connections that are given back. */
    @Nested
    @Tag("release")
    class Release extends ReleaseContract {
        @Override
        StoreFixture fixture() {
            return DriverContract.this;
        }
    }
}
