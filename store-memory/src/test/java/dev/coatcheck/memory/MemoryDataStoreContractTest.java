package dev.coatcheck.memory;

import dev.coatcheck.memory.MemoryDataStore.WhenFull;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DataStoreContract;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The contract of bytes, with time that is set. */
class MemoryDataStoreContractTest extends DataStoreContract {
    private final AtomicLong nanos = new AtomicLong();

    @Override
    protected DataStore openStore() {
        return new MemoryDataStore(1 << 30, WhenFull.REJECT, nanos::get);
    }

    @Override
    protected void letPass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
