package dev.coatcheck.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values by name. While they are few each leads to an older one: a read takes fewer steps through memory than in a map,
 * which is most of what it costs where there are many sessions. One writer at a time, any number of readers, who take no
 * lock.
 *
 * <p>A value that replaces another takes its place, and one that is removed still leads on: a reader on its way misses
 * nothing that is there from its first step to its last.
 */
abstract class NamedValues {
    private static final int FEW = 8;

    private static final int FIRST_LOOKS = 8;

    /** What a session holds from its beginning is seldom read alone. */
    private volatile @Nullable StoredValue newest;

    private volatile @Nullable ConcurrentHashMap<String, StoredValue> many;

    /** Odd while a write of several values is under way. */
    private volatile long sequence;

    final @Nullable StoredValue get(String name) {
        StoredValue value = newest;
        while (value != null && !name.equals(value.name())) {
            value = value.older();
        }
        if (value != null) {
            return value;
        }
        ConcurrentHashMap<String, StoredValue> map = many;
        return map == null ? null : map.get(name);
    }

    /**
     * Makes places for what is put next, so that {@link #put} takes no memory then, and cannot fail when a write is half
     * done. Where this fails, nothing has changed. Nulls stand for nothing.
     */
    final void makePlaces(@Nullable StoredValue[] values) {
        int added = 0;
        for (StoredValue value : values) {
            added += value != null && get(value.name()) == null ? 1 : 0;
        }
        if (added == 0 || (many == null && all().size() + added <= FEW)) {
            return;
        }
        ConcurrentHashMap<String, StoredValue> map = many == null ? turnIntoMap() : many;
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

    private void put(StoredValue value) {
        StoredValue old = get(value.name());
        ConcurrentHashMap<String, StoredValue> map = many;
        if (map != null) {
            map.put(value.name(), value);
        } else if (old == null) {
            value.leadTo(newest);
            newest = value;
        } else {
            value.leadTo(old.older());
            replace(old, value);
        }
    }

    /** Puts the values, and removes what has a name and none; for readers of several it is one step. Takes no memory. */
    final void exchange(String[] names, @Nullable StoredValue[] values) {
        boolean several = values.length > 1;
        // a reader of several values sees that one of them is about to change
        sequence = several ? sequence + 1 : sequence + 2;
        try {
            for (int i = 0; i < values.length; i++) {
                StoredValue value = values[i];
                if (value == null) {
                    remove(names[i]);
                } else {
                    put(value);
                }
            }
        } finally {
            sequence = several ? sequence + 1 : sequence;
        }
    }

    /** What is seen where no write of several values is under way. */
    final <T> T whole(Supplier<T> look) {
        for (int i = 0; i < FIRST_LOOKS; i++) {
            long before = sequence;
            T seen = look.get();
            if (before % 2 == 0 && before == sequence) {
                return seen;
            }
        }
        synchronized (this) {
            return look.get();
        }
    }

    /** In this order, so that every reader finds each value in the one or in the other. */
    private ConcurrentHashMap<String, StoredValue> turnIntoMap() {
        ConcurrentHashMap<String, StoredValue> map = new ConcurrentHashMap<>(4 * FEW);
        all().forEach(value -> map.put(value.name(), value));
        many = map;
        newest = null;
        return map;
    }

    /** What leads to the old value leads to the next one. */
    private void replace(StoredValue old, @Nullable StoredValue next) {
        StoredValue before = newest;
        if (before == old) {
            newest = next;
            return;
        }
        while (Objects.requireNonNull(before).older() != old) {
            before = before.older();
        }
        before.leadTo(next);
    }

    final void remove(String name) {
        StoredValue value = get(name);
        ConcurrentHashMap<String, StoredValue> map = many;
        if (value != null && map != null) {
            map.remove(name, value);
        } else if (value != null) {
            replace(value, value.older());
        }
    }

    final void clear() {
        newest = null;
        many = null;
    }

    /** A view of the map may or may not show what is written meanwhile. */
    final Collection<StoredValue> all() {
        ConcurrentHashMap<String, StoredValue> map = many;
        if (map != null) {
            return map.values();
        }
        List<StoredValue> all = new ArrayList<>(FEW);
        for (StoredValue value = newest; value != null; value = value.older()) {
            all.add(value);
        }
        return all;
    }
}
