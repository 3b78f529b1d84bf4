package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DriverContract;
import dev.coatcheck.testkit.StoreHooks;

/**
 * The contract as the user with the least rights: a command that the security page does not name fails. The driver's
 * hooks are in {@link RedisContractTest}.
 */
class AclContractTest extends DriverContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisAcl.sharedUrl());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }

    @Override
    protected StoreHooks hooks() {
        return StoreHooks.none();
    }
}
