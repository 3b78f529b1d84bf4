package dev.coatcheck.testkit;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A real store whose calls about one session a test intercepts, each before it happens: to count them, to do something in
 * between, or to fail.
 */
final class InterceptedStore {
    private static final int ID_LENGTH = 22;

    private InterceptedStore() {}

    /**
     * A call that is on its way to the store.
     *
     * @param method the method's name
     * @param id the session's id
     * @param names the values that it is about, where it names any
     */
    record Call(String method, String id, List<String> names) {
        private static Call of(String method, Object... arguments) {
            List<String> names = Stream.of(arguments)
                    .flatMap(argument -> argument instanceof List<?> list ? list.stream() : Stream.of())
                    .map(part -> part instanceof Want want ? want.name() : ((Change) part).name())
                    .toList();
            return new Call(method, (String) arguments[0], names);
        }

        /** Whether it is about the list of an owner's sessions. */
        boolean isOfList() {
            return id.length() > ID_LENGTH;
        }

        boolean is(String otherMethod) {
            return method.equals(otherMethod);
        }
    }

    static DataStore of(DataStore store, Consumer<Call> interceptor) {
        return (DataStore) Proxy.newProxyInstance(
                InterceptedStore.class.getClassLoader(),
                new Class<?>[] {DataStore.class},
                (proxy, method, arguments) -> {
                    if (arguments != null) {
                        interceptor.accept(Call.of(method.getName(), arguments));
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
