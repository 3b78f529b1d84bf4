package dev.coatcheck.memory;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.ValueContract;

/** The contract of values. */
class MemoryValueContractTest extends ValueContract {
    @Override
    protected DataStore openStore() {
        return new MemoryDataStore();
    }
}
