package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.FreshnessContract;

/** The contract of kept values on a cluster of three masters; another instance has connections of its own. */
class ClusterFreshnessContractTest extends FreshnessContract {
    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisCluster.shared().url());
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }
}
