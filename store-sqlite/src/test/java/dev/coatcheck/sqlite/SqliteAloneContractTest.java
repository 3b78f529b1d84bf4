package dev.coatcheck.sqlite;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DriverContract;
import dev.coatcheck.testkit.StoreHooks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The contract, on a store that has its file to itself. */
@Execution(ExecutionMode.CONCURRENT)
class SqliteAloneContractTest extends DriverContract {
    private final Stores stores = new Stores();

    @TempDir
    private Path directory;

    @Override
    protected DataStore openStore() {
        return stores.open(directory.resolve("coatcheck.db"));
    }

    /** By another name, so that its tests of two stores do not last as long as those of one in this heap. */
    @Override
    protected DataStore openAnother(DataStore first) {
        return (DataStore) Proxy.newProxyInstance(
                DataStore.class.getClassLoader(), new Class<?>[] {DataStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("equals")) {
                        return false;
                    }
                    try {
                        return method.invoke(first, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    protected void letPass(Duration time) {
        stores.letPass(time);
    }

    @Override
    protected StoreHooks hooks() {
        return StoreHooks.none();
    }
}
