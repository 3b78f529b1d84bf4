package dev.coatcheck.testkit;

import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** One part of the contract: tests that get their stores from the fixture around them. */
abstract class ContractPart {
    private static final int MOST_ATTEMPTS = 10;

    private Duration passed = Duration.ZERO;

    /** The driver's own class, in which this part is nested. */
    abstract StoreFixture fixture();

    final DataStore openStore() {
        return fixture().openStore();
    }

    final DataStore openAnother(DataStore first) {
        return fixture().openAnother(first);
    }

    final <T extends AutoCloseable> T closing(T resource) {
        return fixture().closing(resource);
    }

    /** Lets time pass for the store and for what is above it. */
    void letPass(Duration time) {
        waitFor(time);
    }

    static void waitFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(50)));
        }
    }

    /** Lets time pass in a part of a test that {@link #inTime} runs. */
    final void pass(Duration time) {
        letPass(time);
        passed = passed.plus(time);
    }

    /**
     * Runs a part of a test in which something would be over if it took so much longer than the time that it lets pass.
     * Where it fails, and took as long, the machine stood still meanwhile, which tells nothing of the store: the part is
     * run again, and makes all anew.
     */
    final void inTime(Duration spare, Runnable part) {
        inTime(spare, () -> {
            part.run();
            return spare;
        });
    }

    /** As above; gives what the part gives. */
    final <T> T inTime(Duration spare, Supplier<T> part) {
        for (int attempt = 1; ; attempt++) {
            long start = System.nanoTime();
            passed = Duration.ZERO;
            try {
                return part.get();
            } catch (RuntimeException | AssertionError e) {
                Duration lost = Duration.ofNanos(System.nanoTime() - start).minus(passed);
                if (attempt == MOST_ATTEMPTS || lost.compareTo(spare) < 0) {
                    throw e;
                }
            }
        }
    }
}
