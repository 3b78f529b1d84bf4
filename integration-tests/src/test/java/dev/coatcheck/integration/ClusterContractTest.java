package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DriverContract;
import dev.coatcheck.testkit.StoreHooks;
import java.util.UUID;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The contract on a cluster of three masters. The driver's hooks are in {@link RedisContractTest}. */
@Execution(ExecutionMode.CONCURRENT)
class ClusterContractTest extends DriverContract {
    private final UUID keys = UUID.randomUUID();

    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisCluster.shared().url(), keys);
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
