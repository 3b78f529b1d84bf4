package dev.coatcheck.internal.move;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.DataStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** Two stores of which one fails at one of the calls that change something, counted over both: before it is made, or after. */
final class FailingStore {
    private final AtomicInteger calls = new AtomicInteger();
    private final int failing;
    private final boolean afterwards;

    FailingStore(int failing, boolean afterwards) {
        this.failing = failing;
        this.afterwards = afterwards;
    }

    /** Whether there was that call. */
    boolean hasFailed() {
        return calls.get() >= failing;
    }

    /** From now on none fails. */
    void heal() {
        calls.set(failing);
    }

    DataStore of(DataStore store) {
        return (DataStore) Proxy.newProxyInstance(
                FailingStore.class.getClassLoader(), new Class<?>[] {DataStore.class}, (proxy, method, arguments) -> {
                    boolean fails = arguments != null && calls.incrementAndGet() == failing;
                    if (fails && !afterwards) {
                        throw new StoreUnavailableException("it was not done");
                    }
                    try {
                        Object answer = method.invoke(store, arguments);
                        if (fails) {
                            throw new StoreUnavailableException("it was done, and the answer was lost");
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
