package dev.coatcheck.testkit;

import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

/** How a contract gets its stores: the part that a driver's author fills in. */
public abstract class StoreFixture {
    private static final int MOST_ATTEMPTS = 10;

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private Duration passed = Duration.ZERO;

    /** For subclasses. */
    protected StoreFixture() {}

    /**
     * Opens the store to be tested. It may hold sessions of earlier tests: every test makes its own.
     *
     * @return closed after the test
     */
    protected abstract DataStore openStore();

    /**
     * Opens another store that shares all sessions with the first, as another instance of an application has it. By
     * default the first itself, for stores that live in one process.
     *
     * @param first the store that the test has opened
     * @return closed after the test
     */
    protected DataStore openAnother(DataStore first) {
        return first;
    }

    /**
     * Lets time pass for the store. By default it waits; a store whose time can be set may set it.
     *
     * @param time how much
     */
    protected void letPass(Duration time) {
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

    final <T extends AutoCloseable> T closing(T resource) {
        toClose.add(resource);
        return resource;
    }

    @AfterEach
    final void closeAll() throws Exception {
        for (AutoCloseable resource : toClose) {
            resource.close();
        }
    }
}
