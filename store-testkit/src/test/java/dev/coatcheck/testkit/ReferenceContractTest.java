package dev.coatcheck.testkit;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.StoreHooks.BreakableStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The contract on the reference driver, with every hook: what a driver's author writes as well. */
@Execution(ExecutionMode.CONCURRENT)
class ReferenceContractTest extends HeapDriverContract {
    private final AtomicLong skipped = new AtomicLong();
    private final List<ReferenceDataStore> stores = new ArrayList<>();

    ReferenceDataStore open(long maxBytes) {
        return new ReferenceDataStore(maxBytes, this::now);
    }

    final long now() {
        return System.nanoTime() + skipped.get();
    }

    /** What the contract sees of a store: all of it. */
    DataStore seen(DataStore store) {
        return store;
    }

    private ReferenceDataStore opened(long maxBytes) {
        ReferenceDataStore store = open(maxBytes);
        stores.add(store);
        return store;
    }

    @Override
    protected DataStore openStore() {
        return seen(opened(1 << 30));
    }

    @Override
    protected void letPass(Duration time) {
        skipped.addAndGet(time.toNanos());
    }

    @Override
    protected StoreHooks hooks() {
        return StoreHooks.none()
                .makingUnavailable(this::unavailable)
                .makingFull(() -> new BreakableStore(seen(opened(100_000)), () -> {}))
                .countingHeld(store -> store.stats().bytes().orElseThrow())
                .countingLeftBehind(() ->
                        stores.stream().filter(store -> !store.isReleased()).count());
    }

    private BreakableStore unavailable() {
        ReferenceDataStore store = opened(1 << 30);
        return new BreakableStore(seen(store), store::disconnect);
    }
}
