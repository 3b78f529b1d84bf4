package dev.coatcheck.memory;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.FreshnessContract;

/** The contract of kept values. */
class MemoryFreshnessContractTest extends FreshnessContract {
    @Override
    protected DataStore openStore() {
        return new MemoryDataStore();
    }
}
