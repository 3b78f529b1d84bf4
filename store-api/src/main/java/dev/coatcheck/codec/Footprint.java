package dev.coatcheck.codec;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a decoded value as it is, not as its type declares: whether anything in it can be changed, and what it takes
 * of the heap. Nothing can be changed in plain values, in records of such, and in the unmodifiable collections of the
 * JDK, of such; whatever else is met ends the walk. Used once.
 */
final class Footprint {
    /** What something that can be changed is said to take. */
    static final long CHANGEABLE = -1;

    /** More than any JSON is deep; constructors may make more of it. */
    private static final int MAX_DEPTH = 1_000;

    private static final int NAMES_KNOWN = 64;

    private @Nullable Object @Nullable [] names;
    private long bytes;
    private int depth;

    private Footprint() {}

    /** The bytes of heap that a value takes, or {@link #CHANGEABLE}. */
    static long of(Object value) {
        Footprint walk = new Footprint();
        return walk.add(value) ? walk.bytes : CHANGEABLE;
    }

    /** Whether it cannot be changed. */
    boolean add(@Nullable Object value) {
        if (value == null) {
            return true;
        }
        if (value instanceof String text) {
            return add(ofString(text));
        }
        if (++depth > MAX_DEPTH) {
            return false;
        }
        boolean isFixed = ObjectKind.of(value.getClass()).add(value, this);
        depth--;
        return isFixed;
    }

    boolean add(long more) {
        bytes += more;
        return true;
    }

    static long ofString(String text) {
        return HeapLayout.string(text.length(), isLatin(text));
    }

    private static boolean isLatin(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }

    boolean addInTurn(List<?> list) {
        for (int i = 0; i < list.size(); i++) {
            if (!add(list.get(i))) {
                return false;
            }
        }
        return true;
    }

    boolean addAll(Collection<?> elements) {
        for (Object element : elements) {
            if (!add(element)) {
                return false;
            }
        }
        return true;
    }

    boolean addEntries(Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(isKnownName(entry.getKey()) || add(entry.getKey())) || !add(entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Jackson gives names that occur again as one string; it has counted already. An equal one takes its own heap. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isKnownName(@Nullable Object key) {
        if (!(key instanceof String name)) {
            return false;
        }
        @Nullable Object[] known = names;
        if (known == null) {
            known = new @Nullable Object[NAMES_KNOWN];
            names = known;
        }
        int slot = name.hashCode() & NAMES_KNOWN - 1;
        boolean isKnown = known[slot] == name;
        known[slot] = name;
        return isKnown;
    }
}
