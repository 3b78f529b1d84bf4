package dev.coatcheck.testkit;

import dev.coatcheck.store.DataStore;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the contract may do to a store beneath its driver, and count there: as much of it as the driver's author can
 * offer. Immutable.
 */
public final class StoreHooks {
    private static final StoreHooks NONE = new StoreHooks(null, null, null, null);

    private final @Nullable Supplier<BreakableStore> unavailable;
    private final @Nullable Supplier<BreakableStore> full;
    private final @Nullable ToLongFunction<DataStore> held;
    private final @Nullable LongSupplier leftBehind;

    private StoreHooks(
            @Nullable Supplier<BreakableStore> unavailable,
            @Nullable Supplier<BreakableStore> full,
            @Nullable ToLongFunction<DataStore> held,
            @Nullable LongSupplier leftBehind) {
        this.unavailable = unavailable;
        this.full = full;
        this.held = held;
        this.leftBehind = leftBehind;
    }

    /**
     * A store that works, and what breaks it.
     *
     * @param store an open store, closed after the test
     * @param breakdown what makes it unavailable, or full
     */
    public record BreakableStore(DataStore store, Runnable breakdown) {}

    /**
     * No hook: for a store to which nothing can be done, or for one more configuration of a driver that offers its hooks
     * in another.
     *
     * @return the one instance
     */
    public static StoreHooks none() {
        return NONE;
    }

    /**
     * These hooks, and one for a store that cannot be reached any more: its server is killed, its directory is gone.
     *
     * @param stores opens one that gives up soon
     * @return as many hooks and one more
     */
    public StoreHooks makingUnavailable(Supplier<BreakableStore> stores) {
        return new StoreHooks(stores, full, held, leftBehind);
    }

    /**
     * These hooks, and one for a store that has no room for more.
     *
     * @param stores opens one that has room for a small session, and for another megabyte no more when it is full
     * @return as many hooks and one more
     */
    public StoreHooks makingFull(Supplier<BreakableStore> stores) {
        return new StoreHooks(unavailable, stores, held, leftBehind);
    }

    /**
     * These hooks, and one that counts what a store holds, in whatever grows with values and sessions: bytes, rows, keys.
     *
     * @param held counts it for a store that the fixture has opened, what is over included
     * @return as many hooks and one more
     */
    public StoreHooks countingHeld(ToLongFunction<DataStore> held) {
        return new StoreHooks(unavailable, full, held, leftBehind);
    }

    /**
     * These hooks, and one that counts what open stores hold of this process and of their server: threads, connections,
     * files, locks. What closed stores have left counts as well.
     *
     * @param leftBehind counts it
     * @return as many hooks and one more
     */
    public StoreHooks countingLeftBehind(LongSupplier leftBehind) {
        return new StoreHooks(unavailable, full, held, leftBehind);
    }

    Optional<Supplier<BreakableStore>> unavailable() {
        return Optional.ofNullable(unavailable);
    }

    Optional<Supplier<BreakableStore>> full() {
        return Optional.ofNullable(full);
    }

    Optional<ToLongFunction<DataStore>> held() {
        return Optional.ofNullable(held);
    }

    Optional<LongSupplier> leftBehind() {
        return Optional.ofNullable(leftBehind);
    }
}
