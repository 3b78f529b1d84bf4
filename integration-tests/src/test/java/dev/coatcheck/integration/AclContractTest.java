package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DriverContract;
import dev.coatcheck.testkit.StoreHooks;
import java.util.UUID;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The contract as the user with the least rights: a command that the security page does not name fails. The driver's
 * hooks are in {@link RedisContractTest}.
 */
@Execution(ExecutionMode.CONCURRENT)
class AclContractTest extends DriverContract {
    private final UUID keys = UUID.randomUUID();

    @Override
    protected DataStore openStore() {
        return PatientStore.at(RedisAcl.sharedUrl(), keys);
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
