package dev.coatcheck.memory;

import dev.coatcheck.memory.MemoryDataStore.WhenFull;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.HeapDriverContract;
import dev.coatcheck.testkit.StoreHooks;
import dev.coatcheck.testkit.StoreHooks.BreakableStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The contract on the memory store, with a clock that can be set forward. */
@Execution(ExecutionMode.CONCURRENT)
class MemoryContractTest extends HeapDriverContract {
    private final AtomicLong skipped = new AtomicLong();
    private final List<MemoryDataStore> stores = new ArrayList<>();

    private MemoryDataStore open(long maxBytes) {
        MemoryDataStore store = new MemoryDataStore(maxBytes, WhenFull.REJECT, () -> System.nanoTime() + skipped.get());
        stores.add(store);
        return store;
    }

    @Override
    protected DataStore openStore() {
        return open(1 << 30);
    }

    @Override
    protected void letPass(Duration time) {
        skipped.addAndGet(time.toNanos());
        stores.forEach(MemoryDataStore::wakeSweeper);
    }

    @Override
    protected StoreHooks hooks() {
        return StoreHooks.none()
                .makingFull(() -> new BreakableStore(open(100_000), () -> {}))
                .countingHeld(store -> store.stats().bytes().orElseThrow())
                .countingLeftBehind(() -> stores.stream()
                        .filter(store -> store.sweeper().isAlive())
                        .count());
    }
}
