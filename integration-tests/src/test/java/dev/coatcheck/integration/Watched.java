package dev.coatcheck.integration;

import dev.coatcheck.store.DataStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A real store at whose calls a test does something. */
final class Watched {
    private Watched() {}

    /** What is done at a call about a session, given by the method's name. */
    interface Step {
        void at(String method, String id) throws Exception;

        /** Nothing. */
        static Step none() {
            return (method, id) -> {};
        }
    }

    static DataStore before(DataStore store, Step step) {
        return of(store, step, Step.none());
    }

    static DataStore after(DataStore store, Step step) {
        return of(store, Step.none(), step);
    }

    private static DataStore of(DataStore store, Step before, Step after) {
        return (DataStore) Proxy.newProxyInstance(
                Watched.class.getClassLoader(), new Class<?>[] {DataStore.class}, (proxy, method, arguments) -> {
                    String id = arguments == null ? "" : (String) arguments[0];
                    before.at(method.getName(), id);
                    try {
                        Object result = method.invoke(store, arguments);
                        after.at(method.getName(), id);
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
