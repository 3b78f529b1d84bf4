package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.SessionContract;

/** The contract of sessions on a real server; another instance has connections of its own. */
class RedisSessionContractTest extends SessionContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisServer.sharedUrl());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
