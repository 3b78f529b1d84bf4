package dev.coatcheck.servlet.attribute;

import java.util.Map;
import java.util.Set;

/** Which of the elements that a collection has in a stream it asks for their hash codes, or compares, when it is read. */
enum HashedKind {
    /** None of them. */
    NONE,
    /** Each. */
    SET,
    /** Each other one: keys and values alternate. */
    MAP,
    /** The same in a map that has no trees, so that keys of one hash code are compared each with each. */
    TABLE,
    /** An unmodifiable collection: a number at its beginning tells which. */
    TAGGED;

    private static final int TAG_OF_SETS = 2;
    private static final int TAG_OF_MAPS = 3;

    private static final Map<String, HashedKind> KINDS = Map.of(
            "java.util.HashSet", SET,
            "java.util.TreeSet", SET,
            "java.util.HashMap", MAP,
            "java.util.TreeMap", MAP,
            "java.util.concurrent.ConcurrentHashMap", MAP,
            "java.util.Hashtable", TABLE,
            "java.util.CollSer", TAGGED);

    /** Maps keep these in trees where hash codes are the same, so a crowd of them is no matter. */
    private static final Set<String> COMPARABLE = Set.of("java.util.UUID", "java.util.Date");

    static HashedKind ofClass(String name) {
        return KINDS.getOrDefault(name, NONE);
    }

    static HashedKind ofTag(int tag) {
        return tag == TAG_OF_SETS ? SET : tag == TAG_OF_MAPS ? MAP : NONE;
    }

    /** Whether objects of a class may have one hash code as somebody pleases, and no order. */
    static boolean crowds(String name) {
        return name.startsWith("java.util.") && !COMPARABLE.contains(name);
    }

    boolean isKey(long place) {
        return this != NONE && (this == SET || place % 2 == 0);
    }

    boolean isCrowdedBy(boolean crowding) {
        return crowding || this == TABLE;
    }
}
