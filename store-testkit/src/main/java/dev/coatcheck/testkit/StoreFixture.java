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
    private static final int MOST_ATTEMPTS = 5;

    private final List<AutoCloseable> toClose = new ArrayList<>();

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

    /**
     * Runs a part of a test that has only so much time, as what it has made is over then. Where it fails and that time is
     * over, the machine stood still meanwhile, which tells nothing of the store: it is run again, and makes all anew.
     */
    static void inTime(Duration limit, Runnable part) {
        inTime(limit, () -> {
            part.run();
            return limit;
        });
    }

    /** As above; gives what the part gives. */
    static <T> T inTime(Duration limit, Supplier<T> part) {
        for (int attempt = 1; ; attempt++) {
            long start = System.nanoTime();
            try {
                return part.get();
            } catch (RuntimeException | AssertionError e) {
                if (attempt == MOST_ATTEMPTS || System.nanoTime() - start < limit.toNanos()) {
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
