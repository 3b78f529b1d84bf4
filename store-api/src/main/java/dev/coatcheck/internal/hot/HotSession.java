package dev.coatcheck.internal.hot;

import java.lang.reflect.Type;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The values that are kept of one session. A value never replaces one of a newer version, so what this process has
 * written is not hidden by a read that began before. Thread-safe.
 */
final class HotSession extends HotRing.Entry {
    /** The heap that it takes while it keeps nothing. */
    static final int EMPTY = 400;

    private final String id;
    private final HotRing ring;
    private final boolean remembersVersions;
    private final Consumer<HotSession> whenEvicted;
    private final ConcurrentHashMap<String, HotValue> values = new ConcurrentHashMap<>(4);
    private volatile boolean evicted;

    /**
     * Keeps nothing yet.
     *
     * @param remembersVersions whether what was known of a value is remembered without it
     */
    HotSession(String id, HotRing ring, boolean remembersVersions, Consumer<HotSession> whenEvicted) {
        this.id = id;
        this.ring = ring;
        this.remembersVersions = remembersVersions;
        this.whenEvicted = whenEvicted;
    }

    String id() {
        return id;
    }

    /** Whether this is no longer where the session's values are kept. */
    boolean isEvicted() {
        return evicted;
    }

    /** Nothing is kept here from now on, also for those who still hold this. */
    void evict() {
        evicted = true;
        values.clear();
    }

    @Override
    void onEvicted() {
        whenEvicted.accept(this);
    }

    /** The value kept under a name, if it is of the type. */
    @Nullable
    HotValue find(String name, Type type) {
        HotValue value = values.get(name);
        return value != null && value.value() != null && value.type().equals(type) ? value : null;
    }

    /** Keeps a value, unless one of a newer version is known, or it is larger than the room there is. */
    void keep(String name, HotValue value) {
        long growth = value.bytes() - bytesOf(values.get(name));
        if (growth > 0 && !ring.couldGrow(this, growth)) {
            invalidate(name, value.version());
        } else {
            replace(name, value.version(), value);
        }
    }

    private static long bytesOf(@Nullable HotValue value) {
        return value == null ? 0 : value.bytes();
    }

    /**
     * What is kept of this version, or of one before it, is out of date: the process has written a newer value, or the
     * value is not there any more. Where values may be given out unasked, the version is remembered, so that a read which
     * began before cannot bring the older value back.
     */
    void invalidate(String name, long version) {
        replace(name, version, remembersVersions ? HotValue.unknown(version) : null);
    }

    /** Puts a value, or none, in place of one that is not newer. */
    private void replace(String name, long version, @Nullable HotValue next) {
        if (evicted) {
            return;
        }
        long[] growth = {0};
        values.compute(name, (same, old) -> {
            if (old != null && old.version() > version) {
                return old;
            }
            growth[0] = bytesOf(next) - bytesOf(old);
            return next;
        });
        if (evicted) {
            // whoever evicted it has perhaps not seen what came just now
            values.clear();
        } else {
            ring.resize(this, growth[0]);
        }
    }
}
