package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.OwnerContract;

/** The contract of owners on a real server; another instance has connections of its own. */
class RedisOwnerContractTest extends OwnerContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisServer.sharedUrl());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
