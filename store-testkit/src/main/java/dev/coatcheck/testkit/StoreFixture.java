package dev.coatcheck.testkit;

import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** How the contract gets its stores: the part that a driver's author fills in. Each test has a fixture of its own. */
public abstract class StoreFixture {
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
     * What else the contract may do to this store and ask of it. Each hook that is offered brings the tests that need
     * it; without one they are not there.
     *
     * @return {@link StoreHooks#none()} for a driver that offers no hook
     */
    protected abstract StoreHooks hooks();

    /**
     * Lets time pass for the store. By default it waits; a store whose clock can be set may set it forward, which must
     * then go on by itself as well. Only tests that talk to the store alone call this: those of sessions always wait,
     * since what is above the store has a clock of its own.
     *
     * @param time how much
     */
    protected void letPass(Duration time) {
        ContractPart.waitFor(time);
    }

    /**
     * How long tests wait at most for what a store does by itself, such as giving memory back. By default the minute that
     * the contract allows; where it takes less, less makes a run that fails shorter.
     *
     * @return in the time of the clock on the wall
     */
    protected Duration patience() {
        return Duration.ofMinutes(1);
    }

    /**
     * Closes something after the test, in the order in which it was given: a server that a hook has started.
     *
     * @param resource what to close
     * @param <T> its type
     * @return the same
     */
    protected final <T extends AutoCloseable> T closing(T resource) {
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
