package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.SessionContract;

/** The contract of sessions on a cluster of three masters; another instance has connections of its own. */
class ClusterSessionContractTest extends SessionContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisCluster.shared().url());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
