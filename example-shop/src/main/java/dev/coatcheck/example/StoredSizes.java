package dev.coatcheck.example;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.DataStoreProvider;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.Setting;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * How many bytes the store holds of each value. Applications have no need of this: the shop shows what compression does,
 * so it looks at the store below its sessions, and at the one that they move to.
 */
final class StoredSizes implements AutoCloseable {
    private final List<DataStore> stores = new CopyOnWriteArrayList<>();

    /** In a store that the sessions' manager closes. */
    StoredSizes(DataStore store) {
        stores.add(store);
    }

    /** As {@link dev.coatcheck.SessionManager#open(CoatcheckConfig)} does; but that keeps the store to itself. */
    static DataStore open(CoatcheckConfig config) {
        String name = config.get(Setting.STORE);
        return ServiceLoader.load(DataStoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(driver -> driver.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("coatcheck.store is \"" + name
                        + "\", for which there is no driver; this shop has memory, sqlite and redis"))
                .open(config);
    }

    /** From now on sessions may be there. */
    void lookAlsoInto(CoatcheckConfig target) {
        stores.add(open(target));
    }

    /** By name; values that have gone meanwhile are not among them. */
    Map<String, Long> of(Session session, List<Key<?>> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        List<String> names = keys.stream().<String>map(Key::name).toList();
        // in the order in which a session is moved: one that has left the first is in the second
        return stores.stream()
                .flatMap(store -> slice(store, session.id(), names).stream())
                .findFirst()
                .map(slice -> sizes(names, slice))
                .orElse(Map.of());
    }

    private static Optional<Slice> slice(DataStore store, String id, List<String> names) {
        try {
            return store.read(id, names.stream().map(Want::of).toList());
        } catch (IllegalStateException closedAfterAMove) {
            return Optional.empty();
        }
    }

    private static Map<String, Long> sizes(List<String> names, Slice slice) {
        Map<String, Long> sizes = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            Found found = slice.values().get(i);
            if (found.state() == Found.State.PRESENT) {
                sizes.put(names.get(i), (long) found.bytes().length);
            }
        }
        return sizes;
    }

    /** Closes what it has opened. */
    @Override
    public void close() {
        stores.stream().skip(1).forEach(DataStore::close);
    }
}
