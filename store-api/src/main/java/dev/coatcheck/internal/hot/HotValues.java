package dev.coatcheck.internal.hot;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decoded values that are kept, so that a value which has not changed is neither moved nor decoded again. Only deeply
 * immutable ones: they are shared between readers. A payload that stays in this heap leads to what was decoded of it;
 * values of a store elsewhere are kept here, by session, with their versions. Bounded by the heap they take.
 *
 * <p>They are given back within a minute of their session's end, which another instance may bring about: what nobody has
 * asked for between two sweeps goes, whether its session is over or not. Thread-safe.
 */
public final class HotValues {
    /** Twice that, and the sweep, is less than a minute. */
    public static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(28);

    /** What is decoded in about a microsecond is not worth the place of something else. */
    private static final int CHEAP_BYTES = 1_024;

    /** What is remembered with a payload of this process's own making, until it is decoded. */
    private static final Object OURS = new Object();

    private final ConcurrentHashMap<String, HotSession> sessions = new ConcurrentHashMap<>();
    private final HotRing ring;
    private final HotSweeper sweeper;
    private final long maxStalenessNanos;
    private final Consumer<HotSession> whenEvicted = this::evict;

    /** Keeps what takes so many bytes of the heap, and lets it be given out so long without asking the store. */
    public HotValues(long maxBytes, Duration maxStaleness, Duration betweenSweeps) {
        this.ring = new HotRing(maxBytes);
        this.sweeper = new HotSweeper(ring, betweenSweeps);
        this.maxStalenessNanos = maxStaleness.toNanos();
    }

    /** The payload of what is about to be put. A store elsewhere gives back another one, of which nothing is remembered. */
    public static Payload payload(byte[] bytes) {
        Payload payload = Payload.of(bytes);
        payload.remember(OURS);
        return payload;
    }

    /** Where the values of a session are kept, before the store is asked for one; null where none are. */
    @Nullable
    HotSession find(String id) {
        // where values are given out unasked it must be there by then, so that it knows of what is written meanwhile
        HotSession session = isStalenessAllowed() ? session(id) : sessions.get(id);
        if (session != null) {
            session.use();
        }
        return session;
    }

    /** Whether values may be given out without asking the store, for a time. */
    boolean isStalenessAllowed() {
        return maxStalenessNanos > 0;
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

    /** Where the values of a session are kept; null where there is no room at all. */
    @Nullable
    HotSession session(String id) {
        HotSession known = sessions.get(id);
        return known != null ? known : add(new HotSession(id, ring, isStalenessAllowed(), whenEvicted));
    }

    private @Nullable HotSession add(HotSession session) {
        if (!ring.add(session, HotSession.EMPTY)) {
            return null;
        }
        sweeper.start();
        HotSession other = sessions.putIfAbsent(session.id(), session);
        if (other != null) {
            ring.remove(session);
            return other;
        }
        if (session.isEvicted()) {
            // it had to go before it was in sight, and must not stay there
            sessions.remove(session.id(), session);
        }
        return session;
    }

    /** This process has written these values. */
    public void written(String id, List<Change> changes, long version) {
        HotSession session = sessions.get(id);
        if (session != null) {
            changes.forEach(change -> session.invalidate(change.name(), version));
        }
    }

    /** Keeps nothing of a session that has ended, or of which nobody knows what was written. */
    public void ended(String id) {
        HotSession session = sessions.get(id);
        if (session != null) {
            ring.remove(session);
            evict(session);
        }
    }

    /** Before it is out of sight: whoever finds another knows that this one keeps nothing any more. */
    private void evict(HotSession session) {
        session.evict();
        sessions.remove(session.id(), session);
    }

    /** What was decoded of a payload before, where that was of the type. */
    static @Nullable Object decoded(Payload payload, Type type) {
        return payload.memo() instanceof HotDecoded known ? known.read(type) : null;
    }

    /** Whether what was decoded of a payload is there, of whatever type. */
    public static boolean isDecoded(Payload payload) {
        return payload.memo() instanceof HotDecoded known && known.isThere();
    }

    /** Whether a payload stays in this heap. */
    static boolean isHere(Payload payload) {
        return payload.memo() != null;
    }

    /** Has a payload lead to what was decoded of it. */
    void attach(Payload payload, Type type, Object made, long bytes) {
        long size = HotDecoded.AROUND + bytes;
        boolean isCheap = size <= CHEAP_BYTES;
        if (!(isCheap ? ring.hasRoom(size) : ring.couldHold(size))) {
            return;
        }
        HotDecoded mine = new HotDecoded(type, made);
        if (isCheap ? ring.addIfRoom(mine, size) : ring.add(mine, size)) {
            sweeper.start();
            if (payload.memo() instanceof HotDecoded old) {
                ring.remove(old);
            }
            payload.remember(mine);
        }
    }

    /** Keeps nothing any more. */
    public void close() {
        sweeper.close();
        ring.close();
    }

    /** How many sessions can be found here. */
    int sessions() {
        return sessions.size();
    }

    /** How many sessions, and payloads that lead to something, there are in all. */
    int count() {
        return ring.count();
    }

    /** The heap that they take. */
    long bytes() {
        return ring.bytes();
    }
}
