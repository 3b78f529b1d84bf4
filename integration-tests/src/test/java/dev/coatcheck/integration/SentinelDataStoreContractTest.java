package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DataStoreContract;

/** The contract of bytes on a master that sentinels watch; another instance has connections of its own. */
class SentinelDataStoreContractTest extends DataStoreContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisSentinels.shared().url());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
