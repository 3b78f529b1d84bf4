package dev.coatcheck.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Values by name. While they are few, they are a list that never changes, and a write puts another in its place: a read
 * takes fewer steps through memory than in a map, which is most of what it costs where there are many sessions, and what
 * it finds is of one moment. One writer at a time, who holds the monitor; any number of readers.
 */
abstract class NamedValues {
    private static final int FEW = 8;

    /** What a session holds from its beginning is seldom read alone. */
    private volatile @Nullable StoredValue newest;

    /** All there is, once that was more than a few. */
    private volatile @Nullable ConcurrentHashMap<String, StoredValue> many;

    /** Whether a write to the map is under way: who reads then waits, and sees all of it. */
    private volatile boolean isChanging;

    /** The list of all values; null where there are none, or many. */
    final @Nullable StoredValue few() {
        return newest;
    }

    final @Nullable StoredValue get(String name) {
        return get(newest, name);
    }

    /** The value on a list of all; where there is no list, the one in the map. */
    final @Nullable StoredValue get(@Nullable StoredValue few, String name) {
        if (few == null) {
            return getFromMany(name);
        }
        StoredValue value = few;
        while (value != null && !name.equals(value.name())) {
            value = value.older();
        }
        return value;
    }

    private @Nullable StoredValue getFromMany(String name) {
        ConcurrentHashMap<String, StoredValue> map = many;
        if (map == null || !isChanging) {
            return map == null ? null : map.get(name);
        }
        synchronized (this) {
            return map.get(name);
        }
    }

    /**
     * Makes all that a write needs memory for. What it returns makes the write, and cannot fail when it is half done.
     *
     * @param values what to put under the names; null for what to remove
     */
    final Runnable prepare(String[] names, @Nullable StoredValue[] values) {
        ConcurrentHashMap<String, StoredValue> map = many;
        if (map != null) {
            Runnable write = () -> exchange(map, names, values);
            makePlaces(map, values);
            return write;
        }
        if (names.length > FEW) {
            ConcurrentHashMap<String, StoredValue> made = mapOf(list(newest));
            apply(names, values, made);
            return () -> become(made);
        }
        StoredValue list = newest;
        for (int i = 0; i < names.length; i++) {
            StoredValue value = values[i];
            list = StoredValue.without(list, names[i]);
            list = value == null ? list : value.before(list);
        }
        StoredValue next = list;
        List<StoredValue> all = list(next);
        if (all.size() <= FEW) {
            return () -> newest = next;
        }
        ConcurrentHashMap<String, StoredValue> made = mapOf(all);
        return () -> become(made);
    }

    private static ConcurrentHashMap<String, StoredValue> mapOf(List<StoredValue> all) {
        ConcurrentHashMap<String, StoredValue> map = new ConcurrentHashMap<>(4 * FEW);
        all.forEach(value -> map.put(value.name(), value.before(null)));
        return map;
    }

    private static void apply(
            String[] names, @Nullable StoredValue[] values, ConcurrentHashMap<String, StoredValue> map) {
        for (int i = 0; i < values.length; i++) {
            StoredValue value = values[i];
            if (value == null) {
                map.remove(names[i]);
            } else {
                map.put(names[i], value);
            }
        }
    }

    /** In this order, so that every reader finds each value in the list or in the map. */
    private void become(ConcurrentHashMap<String, StoredValue> made) {
        many = made;
        newest = null;
    }

    private static void makePlaces(ConcurrentHashMap<String, StoredValue> map, @Nullable StoredValue[] values) {
        try {
            for (StoredValue value : values) {
                if (value != null) {
                    map.putIfAbsent(value.name(), StoredValue.NOTHING);
                }
            }
        } catch (Throwable e) {
            for (StoredValue value : values) {
                if (value != null) {
                    map.remove(value.name(), StoredValue.NOTHING);
                }
            }
            throw e;
        }
    }

    private void exchange(ConcurrentHashMap<String, StoredValue> map, String[] names, @Nullable StoredValue[] values) {
        isChanging = values.length > 1;
        try {
            apply(names, values, map);
        } finally {
            isChanging = false;
        }
    }

    final void remove(String name) {
        newest = StoredValue.without(newest, name);
        ConcurrentHashMap<String, StoredValue> map = many;
        if (map != null) {
            map.remove(name);
        }
    }

    final void clear() {
        newest = null;
        many = null;
    }

    /** A view of the map may or may not show what is written meanwhile, unless the monitor is held. */
    final Collection<StoredValue> all() {
        StoredValue few = newest;
        ConcurrentHashMap<String, StoredValue> map = many;
        return few == null && map != null ? map.values() : list(few);
    }

    private static List<StoredValue> list(@Nullable StoredValue newest) {
        List<StoredValue> all = new ArrayList<>(FEW);
        for (StoredValue value = newest; value != null; value = value.older()) {
            all.add(value);
        }
        return all;
    }
}
