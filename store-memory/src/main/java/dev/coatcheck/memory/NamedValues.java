package dev.coatcheck.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Values by name. While they are few they stand in an array, each behind its name: a read takes fewer steps through
 * memory than in a map, which is most of what it costs where there are many sessions. One writer at a time, any number of
 * readers, who take no lock.
 */
abstract class NamedValues {
    private static final int FEW = 8;
    private static final Object[] NONE = {};

    private volatile Object[] few = NONE;
    private volatile @Nullable ConcurrentHashMap<String, StoredValue> many;

    final @Nullable StoredValue get(String name) {
        Object[] now = few;
        int at = indexOf(name, now);
        if (at >= 0) {
            return (StoredValue) now[at + 1];
        }
        ConcurrentHashMap<String, StoredValue> map = many;
        return map == null ? null : map.get(name);
    }

    /** From the end, since what a session holds from its beginning is seldom read alone. */
    private static int indexOf(String name, Object[] array) {
        int at = array.length - 2;
        while (at >= 0 && !name.equals(array[at])) {
            at -= 2;
        }
        return at;
    }

    final void put(StoredValue value) {
        StoredValue old = get(value.name());
        ConcurrentHashMap<String, StoredValue> map = many;
        if (map == null && old == null && few.length == 2 * FEW) {
            map = turnIntoMap();
        }
        if (map == null) {
            few = with(value);
        } else {
            map.put(value.name(), value);
        }
        detach(old);
    }

    private Object[] with(StoredValue value) {
        Object[] now = few;
        int at = indexOf(value.name(), now);
        Object[] next = Arrays.copyOf(now, at < 0 ? now.length + 2 : now.length);
        at = at < 0 ? now.length : at;
        next[at] = value.name();
        next[at + 1] = value;
        return next;
    }

    /** In this order, so that every reader finds each value in the one or in the other. */
    private ConcurrentHashMap<String, StoredValue> turnIntoMap() {
        ConcurrentHashMap<String, StoredValue> map = new ConcurrentHashMap<>(4 * FEW);
        all().forEach(value -> map.put(value.name(), value));
        many = map;
        few = NONE;
        return map;
    }

    final void remove(StoredValue value) {
        ConcurrentHashMap<String, StoredValue> map = many;
        if (map == null) {
            few = without(value);
        } else {
            map.remove(value.name(), value);
        }
        detach(value);
    }

    private Object[] without(StoredValue value) {
        List<Object> rest = new ArrayList<>(Arrays.asList(few));
        int at = rest.indexOf(value);
        rest.subList(at - 1, at + 1).clear();
        return rest.toArray();
    }

    final void clear() {
        Collection<StoredValue> all = all();
        few = NONE;
        many = null;
        all.forEach(NamedValues::detach);
    }

    /** After it can be found no more. */
    private static void detach(@Nullable StoredValue value) {
        if (value != null) {
            value.detach();
        }
    }

    /** A view of the map may or may not show what is written meanwhile. */
    final Collection<StoredValue> all() {
        ConcurrentHashMap<String, StoredValue> map = many;
        if (map != null) {
            return map.values();
        }
        List<StoredValue> all = new ArrayList<>(FEW);
        for (Object part : few) {
            if (part instanceof StoredValue value) {
                all.add(value);
            }
        }
        return all;
    }
}
