package dev.coatcheck.memory;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.SessionContract;

/** The contract of sessions. */
class MemorySessionContractTest extends SessionContract {
    @Override
    protected DataStore openStore() {
        return new MemoryDataStore();
    }
}
