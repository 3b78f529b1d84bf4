package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.FreshnessContract;

/** The contract of kept values on a master that sentinels watch; another instance has connections of its own. */
class SentinelFreshnessContractTest extends FreshnessContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisSentinels.shared().url());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
