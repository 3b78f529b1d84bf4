package dev.coatcheck.spring;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.DataStoreProvider;
import dev.coatcheck.Setting;
import dev.coatcheck.store.ClaimableStore;
import dev.coatcheck.store.DataStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.boot.devtools.restart.Restarter;

/**
 * Keeps the memory store while DevTools restarts the application: Coatcheck's classes are not among those that are
 * loaded anew, and what they hold are bytes. The manager above the store is made anew, with the application's classes.
 */
final class DevToolsRestart {
    private final Restarter restarter;

    DevToolsRestart(Restarter restarter) {
        this.restarter = restarter;
    }

    /** The store of the application before, where that had the same settings of it. */
    DataStore memoryStore(CoatcheckConfig config) {
        String name = CoatcheckConfig.settings().stream()
                .filter(setting -> setting.key().startsWith("coatcheck.memory."))
                .map(setting -> setting + "=" + config.get(setting))
                .collect(Collectors.joining(" "));
        ObjectFactory<DataStore> opened =
                () -> DataStoreProvider.chosenBy(config).open(config);
        if (restarter.getOrAddAttribute(name, opened) instanceof DataStore kept) {
            return unclosed(kept);
        }
        // who works on Coatcheck itself has its classes loaded anew as well
        restarter.removeAttribute(name);
        return unclosed((DataStore) restarter.getOrAddAttribute(name, opened));
    }

    static boolean isFor(CoatcheckConfig config) {
        return config.get(Setting.STORE).equals("memory");
    }

    /**
     * Whose end is that of the process. Of sessions that expire nobody hears: that would be listeners of the application
     * before as well.
     */
    private static DataStore unclosed(DataStore store) {
        Class<?>[] kinds = store instanceof ClaimableStore
                ? new Class<?>[] {DataStore.class, ClaimableStore.class}
                : new Class<?>[] {DataStore.class};
        return (DataStore) Proxy.newProxyInstance(
                DataStore.class.getClassLoader(), kinds, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
