package dev.coatcheck.example;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many bytes the store holds of each value. Applications have no need of this: the shop shows what compression does,
 * so it looks at the store below its sessions.
 */
final class StoredSizes {
    private final DataStore store;

    StoredSizes(DataStore store) {
        this.store = store;
    }

    /** By name; values that have gone meanwhile are not among them. */
    Map<String, Long> of(Session session, List<Key<?>> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        List<String> names = keys.stream().<String>map(Key::name).toList();
        return store.read(session.id(), names.stream().map(Want::of).toList())
                .map(slice -> sizes(names, slice))
                .orElse(Map.of());
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
}
