package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.FreshnessContract;

/** The contract of kept values on a real server; another instance has connections of its own. */
class RedisFreshnessContractTest extends FreshnessContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisServer.sharedUrl());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
