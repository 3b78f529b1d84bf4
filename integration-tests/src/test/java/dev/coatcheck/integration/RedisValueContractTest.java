package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.ValueContract;

/** The contract of values on a real server; another instance has connections of its own. */
class RedisValueContractTest extends ValueContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisServer.sharedUrl());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
