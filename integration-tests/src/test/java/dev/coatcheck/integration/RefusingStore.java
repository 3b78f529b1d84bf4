package dev.coatcheck.integration;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.store.BulkCreatingStore;
import dev.coatcheck.store.DataStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/** A store that creates sessions together and has no room for one of them. */
final class RefusingStore implements BulkCreatingStore {
    private final DataStore store;
    private final String refused;
    private final Consumer<List<String>> before;

    /**
     * Over a store.
     *
     * @param refused the session's id
     * @param before what is done before it is sent, with the ids of those that are sent with it
     */
    RefusingStore(DataStore store, String refused, Consumer<List<String>> before) {
        this.store = store;
        this.refused = refused;
        this.before = before;
    }

    /** Is both kinds of store. */
    DataStore asTarget() {
        Class<?>[] kinds = {DataStore.class, BulkCreatingStore.class};
        return (DataStore) Proxy.newProxyInstance(RefusingStore.class.getClassLoader(), kinds, (proxy, method, all) -> {
            if (method.getName().equals("create") && refused.equals(all[0])) {
                throw new StoreFullException("no room");
            }
            try {
                return method.invoke(method.getDeclaringClass() == BulkCreatingStore.class ? this : store, all);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    @Override
    public List<Answer> createAll(List<NewSession> sessions) {
        if (sessions.stream().map(NewSession::id).anyMatch(refused::equals)) {
            before.accept(sessions.stream()
                    .map(NewSession::id)
                    .filter(id -> !id.equals(refused))
                    .toList());
        }
        return sessions.stream().map(this::create).toList();
    }

    private Answer create(NewSession session) {
        if (session.id().equals(refused)) {
            return Answer.NOT_MADE;
        }
        return store.create(session.id(), session.lifetime(), session.first()) ? Answer.CREATED : Answer.TAKEN;
    }
}
