package dev.coatcheck.internal.hot;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** What was decoded of a payload that stays in this heap, which leads here. Thread-safe. */
final class HotDecoded extends HotRing.Entry {
    /** The heap that it takes itself, with its place in the ring. */
    static final int AROUND = 64;

    private final Type type;

    HotDecoded(Type type, Object value) {
        this.type = type;
        this.kept = value;
    }

    /** Null where it had to go, or is of another type. */
    @Nullable
    Object read(Type wanted) {
        use();
        return type.equals(wanted) ? kept : null;
    }

    /** Whether it did not have to go; no use of it. */
    boolean isThere() {
        return kept != null;
    }

    @Override
    void onEvicted() {
        kept = null;
    }
}
