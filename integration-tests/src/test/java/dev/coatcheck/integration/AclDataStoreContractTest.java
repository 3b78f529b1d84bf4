package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DataStoreContract;

/** The contract of bytes as the user with the least rights: a command that the security page does not name fails. */
class AclDataStoreContractTest extends DataStoreContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisAcl.sharedUrl());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
