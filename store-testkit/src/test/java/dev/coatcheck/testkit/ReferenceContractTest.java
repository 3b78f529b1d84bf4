package dev.coatcheck.testkit;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.StoreHooks.BreakableStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The contract on the reference driver, with every hook: what a driver's author writes as well. */
@Execution(ExecutionMode.CONCURRENT)
class ReferenceContractTest extends HeapDriverContract {
    private final AtomicLong skipped = new AtomicLong();
    private final List<ReferenceDataStore> stores = new ArrayList<>();

    ReferenceDataStore open(long maxBytes, LongSupplier clock) {
        return new ReferenceDataStore(maxBytes, clock);
    }

    private long now() {
        return System.nanoTime() + skipped.get();
    }

    /** What the contract sees of a store: all of it. */
    DataStore seen(DataStore store) {
        return store;
    }

    private DataStore opened(long maxBytes, LongSupplier clock) {
        ReferenceDataStore store = open(maxBytes, clock);
        stores.add(store);
        return seen(store);
    }

    @Override
    protected DataStore openStore() {
        return opened(1 << 30, this::now);
    }

    @Override
    protected void letPass(Duration time) {
        skipped.addAndGet(time.toNanos());
    }

    @Override
    protected StoreHooks hooks() {
        return StoreHooks.none()
                .makingUnavailable(this::unavailable)
                .makingFull(() -> new BreakableStore(opened(100_000, this::now), () -> {}))
                .countingHeld(store -> store.stats().bytes().orElseThrow())
                .countingLeftBehind(() -> stores.stream()
                        .filter(store -> !store.sweeper.isTerminated())
                        .count());
    }

    /** The driver has no server that could be lost. Every call asks the clock first, so it may be that of a lost one. */
    private BreakableStore unavailable() {
        AtomicBoolean isLost = new AtomicBoolean();
        LongSupplier clock = () -> {
            if (isLost.get()) {
                throw new StoreUnavailableException("the reference store cannot be reached");
            }
            return now();
        };
        return new BreakableStore(opened(1 << 30, clock), () -> isLost.set(true));
    }
}
