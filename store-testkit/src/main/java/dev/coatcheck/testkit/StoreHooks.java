package dev.coatcheck.testkit;

import dev.coatcheck.store.DataStore;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the contract can do to a store behind the driver's back, and count there. A driver's author offers as many hooks
 * as possible; each brings more tests. Immutable.
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
     * A store that works, and a way to break it.
     *
     * @param store an open store; the test closes it
     * @param breakdown makes it unavailable, or full
     */
    public record BreakableStore(DataStore store, Runnable breakdown) {}

    /**
     * No hooks: for a store that offers none, or for a further configuration of a driver that offers its hooks in
     * another.
     *
     * @return the one instance
     */
    public static StoreHooks none() {
        return NONE;
    }

    /**
     * These hooks, and one that makes a store unavailable: its server is killed, or its directory is removed.
     *
     * @param stores opens a store with a short timeout
     * @return these hooks and the new one
     */
    public StoreHooks makingUnavailable(Supplier<BreakableStore> stores) {
        return new StoreHooks(stores, full, held, leftBehind);
    }

    /**
     * These hooks, and one that makes a store full.
     *
     * @param stores opens a store that has room for a small session; after the breakdown it has no room for a value of
     *     a megabyte
     * @return these hooks and the new one
     */
    public StoreHooks makingFull(Supplier<BreakableStore> stores) {
        return new StoreHooks(unavailable, stores, held, leftBehind);
    }

    /**
     * These hooks, and one that counts what a store holds, in any unit that grows with values and sessions: bytes, rows
     * or keys.
     *
     * @param held counts it in a store that {@link StoreFixture#openStore} has opened, including what is over and not
     *     yet given back
     * @return these hooks and the new one
     */
    public StoreHooks countingHeld(ToLongFunction<DataStore> held) {
        return new StoreHooks(unavailable, full, held, leftBehind);
    }

    /**
     * These hooks, and one that counts what the stores of this test hold in this process and on their server: threads,
     * connections, files or locks. It counts open stores as well as closed ones, for which there should be nothing
     * left.
     *
     * @param leftBehind counts it
     * @return these hooks and the new one
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
