package dev.coatcheck.testkit;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * The whole contract of a driver, as tests. A driver's author extends this class, once for each configuration of the
 * driver, and implements how to open the store. The parts are nested classes, which JUnit finds by itself; each has a
 * tag, by which it can be run alone: {@code -Dtest=DiskContractTest -Dgroups=sessions}.
 *
 * <p>It needs JUnit 6 and, with Maven, Surefire 3.6 or newer, which reports nested tests under the name of the
 * extending class.
 */
public abstract class DriverContract extends StoreFixture {

    /** For subclasses. */
    protected DriverContract() {}

    /** What the upper layer relies on: bytes, versions, lifetimes, atomicity, isolation, calls after close. */
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

    /** Values after a deployment, foreign and damaged data, large sessions. */
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

    /** What is told of sessions. */
    @Nested
    @Tag("account")
    class Account extends AccountContract {
        @Override
        StoreFixture fixture() {
            return DriverContract.this;
        }
    }

    /** What is told of calls. */
    @Nested
    @Tag("observer")
    class Observer extends ObserverContract {
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

    /** Memory, threads and connections must be given back. */
    @Nested
    @Tag("release")
    class Release extends ReleaseContract {
        @Override
        StoreFixture fixture() {
            return DriverContract.this;
        }
    }
}
