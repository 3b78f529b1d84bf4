package dev.coatcheck.integration;

import dev.coatcheck.store.BulkCreatingStore.NewSession;
import dev.coatcheck.store.DataStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Collectors;

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

    /** As {@link #before}, of all that the store can do; several ids are one text, with blanks between them. */
    static DataStore whole(DataStore store, Step step) {
        return of(store, step, Step.none(), store.getClass().getInterfaces());
    }

    private static String id(Object argument) {
        return argument instanceof List<?> sessions
                ? sessions.stream().map(session -> ((NewSession) session).id()).collect(Collectors.joining(" "))
                : (String) argument;
    }

    private static DataStore of(DataStore store, Step before, Step after) {
        return of(store, before, after, DataStore.class);
    }

    private static DataStore of(DataStore store, Step before, Step after, Class<?>... kinds) {
        return (DataStore) Proxy.newProxyInstance(Watched.class.getClassLoader(), kinds, (proxy, method, arguments) -> {
            String id = arguments == null ? "" : id(arguments[0]);
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
