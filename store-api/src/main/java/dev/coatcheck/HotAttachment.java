package dev.coatcheck;

import dev.coatcheck.store.LocalValue;
import java.lang.reflect.Type;

/** A decoded value that is attached to the stored one. Immutable but for what is the ring's. */
final class HotAttachment extends HotRing.Entry implements LocalValue.Attachment {
    /** The heap that it takes itself, with its place in the ring. */
    static final int AROUND = 64;

    private final LocalValue place;
    private final Type type;
    private final Object value;
    private final HotRing ring;

    HotAttachment(LocalValue place, Type type, Object value, HotRing ring) {
        this.place = place;
        this.type = type;
        this.value = value;
        this.ring = ring;
    }

    boolean isOf(Type wanted) {
        return type.equals(wanted);
    }

    Object read() {
        use();
        return value;
    }

    @Override
    public void onDetached() {
        ring.remove(this);
    }

    @Override
    void onEvicted() {
        place.attach(this, null);
    }
}
