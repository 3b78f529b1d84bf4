package dev.coatcheck;

import dev.coatcheck.store.Found;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The values that are kept of one session. A value never replaces one of a newer version, so what this process has
 * written is not hidden by a read that began before. Thread-safe.
 */
final class HotSession extends HotRing.Entry {
    /** The heap that it takes while it keeps nothing. */
    static final int EMPTY = 400;

    /** Keeps nothing. */
    static final HotSession NONE = new HotSession(null, "none", 0);

    private final @Nullable HotValues owner;
    private final String id;
    private final long maxStalenessNanos;
    private final ConcurrentHashMap<String, HotValue> values = new ConcurrentHashMap<>(4);
    private volatile boolean letGo;

    HotSession(@Nullable HotValues owner, String id, long maxStalenessNanos) {
        this.owner = owner;
        this.id = id;
        this.maxStalenessNanos = maxStalenessNanos;
    }

    String id() {
        return id;
    }

    /** Whether this is no longer where the session's values are kept. */
    boolean isLetGo() {
        return letGo;
    }

    /** Nothing is kept here from now on, also for those who still hold this. */
    void letGo() {
        letGo = true;
        values.clear();
    }

    @Override
    void onEvicted() {
        if (owner != null) {
            owner.letGo(this);
        }
    }

    /** The value kept under a name, if it is of the type. */
    @Nullable
    HotValue find(String name, Type type) {
        HotValue value = values.get(name);
        return value != null && value.value() != null && value.type().equals(type) ? value : null;
    }

    /** Whether values may be given out without asking the store, for a time. */
    boolean isStalenessAllowed() {
        return maxStalenessNanos > 0;
    }

    /** Whether this value may be given out now without asking the store. */
    boolean isFresh(HotValue value) {
        return isStalenessAllowed() && !letGo && now() - value.freshUntilNanos() < 0;
    }

    /** The time of which {@link #freshUntil} speaks; any time at all where nothing is ever fresh. */
    long now() {
        return isStalenessAllowed() ? System.nanoTime() : 0;
    }

    /** When a value ceases to be fresh that was found by a question asked at the given time. */
    long freshUntil(long askedAtNanos, Found found, Duration sessionRemaining) {
        if (!isStalenessAllowed()) {
            return askedAtNanos;
        }
        long own = Math.min(found.remaining().toNanos(), sessionRemaining.toNanos());
        return askedAtNanos + Math.min(maxStalenessNanos, own);
    }

    /** Keeps a value, unless one of a newer version is known, or it is larger than the room there is. */
    void keep(String name, HotValue value) {
        if (owner == null || letGo) {
            return;
        }
        long growth = value.bytes() - bytesOf(values.get(name));
        if (growth > 0 && !owner.couldGrow(this, growth)) {
            outdated(name, value.version());
        } else {
            replace(owner, name, value.version(), value);
        }
    }

    private static long bytesOf(@Nullable HotValue value) {
        return value == null ? 0 : value.bytes();
    }

    /** Puts a value, or none, in place of one that is not newer. */
    private void replace(HotValues room, String name, long version, @Nullable HotValue next) {
        long[] growth = {0};
        values.compute(name, (same, old) -> {
            if (old != null && old.version() > version) {
                return old;
            }
            growth[0] = bytesOf(next) - bytesOf(old);
            return next;
        });
        if (letGo) {
            // whoever let it go has perhaps not seen what came just now
            values.clear();
        } else {
            room.grow(this, growth[0]);
        }
    }

    /** The store has found a kept value unchanged. */
    void refresh(String name, HotValue value, long freshUntilNanos) {
        if (isStalenessAllowed()) {
            keep(name, value.freshUntil(freshUntilNanos));
        }
    }

    /**
     * What is kept of this version, or of one before it, is out of date: the process has written a newer value, or the
     * value is not there any more. Where values may be given out unasked, the version is remembered, so that a read which
     * began before cannot bring the older value back.
     */
    void outdated(String name, long version) {
        if (owner != null && !letGo) {
            replace(owner, name, version, isStalenessAllowed() ? HotValue.unknown(version) : null);
        }
    }
}
