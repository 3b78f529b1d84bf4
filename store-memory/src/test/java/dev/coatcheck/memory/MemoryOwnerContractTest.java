package dev.coatcheck.memory;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.OwnerContract;

/** The contract of owners. */
class MemoryOwnerContractTest extends OwnerContract {
    @Override
    protected DataStore openStore() {
        return new MemoryDataStore();
    }
}
