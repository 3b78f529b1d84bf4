package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.SessionContract;

/** The contract of sessions as the user with the least rights: a command that the security page does not name fails. */
class AclSessionContractTest extends SessionContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisAcl.sharedUrl());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
