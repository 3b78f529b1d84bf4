package dev.coatcheck.codec;

import java.lang.reflect.Field;

/**
 * What objects take of the heap, in bytes: as HotSpot lays them out with references of four bytes and headers of twelve,
 * which it has with heaps of less than 32 GB.
 */
final class HeapLayout {
    private static final int REFERENCE = 4;

    private static final int HEADER = 12;
    private static final int ARRAY_HEADER = 16;
    private static final int LEAST_SLOTS = 10;
    private static final int LEAST_BUCKETS = 16;

    private HeapLayout() {}

    /** An object with so many bytes of fields. */
    static long object(long fields) {
        return HEADER + fields + 7 & -8;
    }

    static long array(long bytes) {
        return ARRAY_HEADER + bytes + 7 & -8;
    }

    private static long references(long count) {
        return array(count * REFERENCE);
    }

    /** A string and its bytes, one for each character of ISO 8859-1 if it has no other. */
    static long string(int length, boolean isLatin) {
        return object(10) + array(isLatin ? length : 2L * length);
    }

    static int field(Field field) {
        Class<?> type = field.getType();
        if (type == long.class || type == double.class) {
            return 8;
        }
        if (type == short.class || type == char.class) {
            return 2;
        }
        return type == byte.class || type == boolean.class ? 1 : 4;
    }

    /** An {@code ArrayList} that grew by itself, in a wrapper. */
    static long wrappedList(int size) {
        long slots = LEAST_SLOTS;
        while (slots < size) {
            slots += slots >> 1;
        }
        return object(8) + object(12) + (size == 0 ? 0 : references(slots));
    }

    /** A {@code HashSet} that grew by itself, in a wrapper; its view of the keys stays once it was iterated. */
    static long wrappedSet(int size) {
        long own = object(4) + object(4) + object(36);
        return size == 0 ? own : own + object(4) + buckets(size) + size * object(16);
    }

    /** A {@code LinkedHashMap} that grew by itself, in a wrapper, and the views of the entries that both keep. */
    static long wrappedMap(int size) {
        long own = object(16) + object(41);
        return size == 0 ? own : own + 2 * object(4) + buckets(size) + size * object(24);
    }

    private static long buckets(int size) {
        long buckets = LEAST_BUCKETS;
        while (buckets * 3 / 4 < size) {
            buckets *= 2;
        }
        return references(buckets);
    }

    /** What {@code List.of} makes, which has no room to grow. */
    static long fixedList(int size) {
        return object(12) + (size < 3 ? 0 : references(size));
    }

    /** What {@code Set.of} makes. */
    static long fixedSet(int size) {
        return object(12) + (size < 3 ? 0 : references(2L * size));
    }

    /** What {@code Map.of} makes. */
    static long fixedMap(int size) {
        return object(8) + (size < 2 ? 0 : references(4L * size));
    }
}
