package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DataStoreContract;

/** The contract of bytes on a real server; another instance has connections of its own. */
class RedisDataStoreContractTest extends DataStoreContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisServer.sharedUrl());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
