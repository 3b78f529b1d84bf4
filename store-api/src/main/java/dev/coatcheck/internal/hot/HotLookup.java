package dev.coatcheck.internal.hot;

import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Want;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was kept of one value just before the store is asked for it: whether that need be asked, what to ask, and what
 * its answer stands for. For one thread until it is answered.
 */
public final class HotLookup {
    private final HotValues values;
    private final String name;
    private final Type type;
    private final String id;
    private final @Nullable HotSession session;
    private final @Nullable HotValue held;
    private final long askedNanos;

    /** What is kept of a value of a session by now. */
    public HotLookup(HotValues values, String id, String name, Type type) {
        this.values = values;
        this.name = name;
        this.type = type;
        this.id = id;
        this.session = values.find(id);
        this.held = session == null ? null : session.find(name, type);
        this.askedNanos = values.now();
    }

    /** The session of which this is. */
    public String id() {
        return id;
    }

    /** The value, if it may be given out without asking the store; null where that must be asked. */
    public @Nullable Object fresh() {
        return held != null
                        && session != null
                        && values.isStalenessAllowed()
                        && !session.isEvicted()
                        && askedNanos - held.freshUntilNanos() < 0
                ? held.value()
                : null;
    }

    /** What to ask the store for. */
    public List<Want> wants() {
        return List.of(want());
    }

    /** What to ask the store for: what is kept need not be moved. */
    public Want want() {
        return new Want(name, held == null ? 0 : held.version());
    }

    /**
     * What a value that was found was decoded to before; null where it must be decoded now.
     *
     * @param found what the store has answered: present or unchanged
     * @param sessionRemaining how long the session lives, by the same answer
     */
    public @Nullable Object known(Found found, Duration sessionRemaining) {
        if (found.state() == Found.State.PRESENT) {
            return HotValues.decoded(found.payload(), type);
        }
        if (held == null || session == null) {
            throw new IllegalStateException("the store answered unchanged to a caller who held nothing");
        }
        if (values.isStalenessAllowed()) {
            session.keep(name, held.freshUntil(values.freshUntil(askedNanos, found, sessionRemaining)));
        }
        return Objects.requireNonNull(held.value());
    }

    /** Keeps what a value that was found was decoded to. */
    public void keep(Found found, Duration sessionRemaining, Object made, long heapBytes) {
        Payload payload = found.payload();
        if (HotValues.isHere(payload)) {
            values.attach(payload, type, made, heapBytes);
            return;
        }
        HotSession place = session == null ? values.session(id) : session;
        if (place != null) {
            long freshUntil = values.freshUntil(askedNanos, found, sessionRemaining);
            place.keep(name, HotValue.of(found.version(), type, made, freshUntil, heapBytes));
        }
    }

    /** The value is not there any more. */
    public void absent() {
        if (held != null && session != null) {
            session.invalidate(name, held.version());
        }
    }
}
