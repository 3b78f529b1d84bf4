package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DriverContract;
import dev.coatcheck.testkit.StoreHooks;

/** The contract on a master that sentinels watch. The driver's hooks are in {@link RedisContractTest}. */
class SentinelContractTest extends DriverContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisSentinels.shared().url());
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
