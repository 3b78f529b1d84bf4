package dev.coatcheck.testkit;

import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** How the contract gets its stores. A driver's author implements this part. Each test has a fixture of its own. */
public abstract class StoreFixture {
    private final List<AutoCloseable> toClose = new ArrayList<>();

    /** For subclasses. */
    protected StoreFixture() {}

    /**
     * Opens the store to be tested. It may hold sessions of earlier tests, since every test makes its own.
     *
     * @return the store; the test closes it
     */
    protected abstract DataStore openStore();

    /**
     * Opens another store that shares all sessions with the first, like that of another instance of an application. By
     * default this is the first store itself, for stores that only one process can use.
     *
     * @param first the store that the test has opened
     * @return the store; the test closes it
     */
    protected DataStore openAnother(DataStore first) {
        return first;
    }

    /**
     * What else the contract can do to this store and count there. Tests that need a hook run only where it is offered.
     *
     * @return {@link StoreHooks#none()} for a driver that offers no hook
     */
    protected abstract StoreHooks hooks();

    /**
     * Lets time pass for the store. By default it waits. Where a test can move the store's clock forward, do that
     * instead; the clock must also go on by itself. Only tests of the store alone call this. Tests of sessions always
     * wait, since the layer above the store has a clock of its own.
     *
     * @param time how much time
     */
    protected void letPass(Duration time) {
        ContractPart.waitFor(time);
    }

    /**
     * How long tests wait at most for what a store does by itself, such as giving memory back. By default this is the
     * minute that the contract allows. A shorter time lets failing tests fail sooner.
     *
     * @return a time that really passes, also where {@link #letPass} moves a clock
     */
    protected Duration patience() {
        return Duration.ofMinutes(1);
    }

    /**
     * Has something closed after the test, such as a server that a hook has started. What was passed first is closed
     * first.
     *
     * @param resource what to close
     * @param <T> its type
     * @return the same resource
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
