package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.SessionContract;

/** The contract of sessions on a master that sentinels watch; another instance has connections of its own. */
class SentinelSessionContractTest extends SessionContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisSentinels.shared().url());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
