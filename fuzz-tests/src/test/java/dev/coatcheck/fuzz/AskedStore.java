package dev.coatcheck.fuzz;

import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.store.DataStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A memory store that notes of which ids it was asked. For one thread. */
final class AskedStore {
    private final DataStore memory = new MemoryDataStore();
    private final Set<String> ids = new LinkedHashSet<>();

    DataStore store() {
        return (DataStore) Proxy.newProxyInstance(
                DataStore.class.getClassLoader(),
                new Class<?>[] {DataStore.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments != null && arguments[0] instanceof String id) {
            ids.add(id);
        }
        try {
            return method.invoke(memory, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** The ids since this was asked last. */
    Set<String> ids() {
        Set<String> all = Set.copyOf(ids);
        ids.clear();
        return all;
    }
}
