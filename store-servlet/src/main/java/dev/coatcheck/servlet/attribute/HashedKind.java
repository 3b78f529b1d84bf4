package dev.coatcheck.servlet.attribute;

import java.util.Map;
import java.util.Set;

/**
 * Which of the elements that a collection has in a stream it asks for their hash codes, or compares, when it is read.
 * Sorted ones do neither: they are read in their order.
 */
enum HashedKind {
    /** None of them. */
    NONE,
    /** Each. */
    SET,
    /** Each other one: keys and values alternate. */
    MAP,
    /** The same in a map that has no trees, so that keys of one hash code are compared each with each. */
    TABLE,
    /** Each, in a set that has no trees either. */
    TABLE_SET,
    /** An unmodifiable collection: a number at its beginning tells which. */
    TAGGED;

    private static final int TAG_OF_SETS = 2;
    private static final int TAG_OF_MAPS = 3;

    private static final Map<String, HashedKind> KINDS = Map.of(
            "java.util.HashSet", SET,
            "java.util.HashMap", MAP,
            "java.util.concurrent.ConcurrentHashMap", MAP,
            "java.util.Hashtable", TABLE,
            "java.util.CollSer", TAGGED);

    /**
     * Maps keep these in trees where hash codes are the same, so a crowd of them is no matter. What else equals by what is
     * in it may have one hash code as somebody pleases: as that of a text.
     */
    private static final Set<String> COMPARABLE = Set.of(
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Double",
            "java.lang.Float",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Short",
            "java.math.BigDecimal",
            "java.math.BigInteger",
            "java.util.Date",
            "java.util.UUID");

    static HashedKind ofClass(String name) {
        return KINDS.getOrDefault(name, NONE);
    }

    static HashedKind ofTag(int tag) {
        return tag == TAG_OF_SETS ? TABLE_SET : tag == TAG_OF_MAPS ? TABLE : NONE;
    }

    /** Whether maps keep objects of a class in an order, where hash codes are the same. */
    static boolean isOrdered(String name) {
        return COMPARABLE.contains(name);
    }

    boolean isKey(long place) {
        return this != NONE && (this == SET || this == TABLE_SET || place % 2 == 0);
    }

    /** Whether it knows no order among its keys. */
    boolean hasNoTrees() {
        return this == TABLE || this == TABLE_SET;
    }
}
