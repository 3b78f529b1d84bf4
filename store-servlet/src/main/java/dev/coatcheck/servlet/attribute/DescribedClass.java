package dev.coatcheck.servlet.attribute;

import org.jspecify.annotations.Nullable;

/** A class as a stream of Java's serialisation describes it. */
final class DescribedClass {
    final String name;
    /** What it does with the elements that it writes in its own way. */
    final HashedKind kind;
    /** What its objects have an order among; empty where they have none, and many may have one hash code. */
    final String order;

    int flags;
    /** How many bytes its primitive fields take. */
    int primitiveBytes;
    /** How many of its fields are objects. */
    int objects;

    @Nullable
    DescribedClass parent;
    /** How many classes it extends, and itself; none before it is known as a whole. */
    int levels;

    DescribedClass(String name) {
        this.name = name;
        this.kind = HashedKind.ofClass(name);
        this.order = HashedKind.isOrdered(name) ? name : "";
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
