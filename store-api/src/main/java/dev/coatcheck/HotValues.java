package dev.coatcheck;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.LocalValue;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Decoded values that are kept, so that a value which has not changed is neither moved nor decoded again. Only deeply
 * immutable ones: they are shared between readers. Those of a store elsewhere are kept here, by session, with their
 * versions; those of a store in this process are attached to the store's own. Bounded by the heap they take.
 *
 * <p>They are given back within a minute of their session's end. A store in this process says when that is. Elsewhere
 * another instance may have ended it: there, what nobody has asked for between two sweeps goes, whether its session is
 * over or not. Thread-safe.
 */
final class HotValues {
    /** Twice that, and the sweep, is less than a minute. */
    static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(28);

    /** What is decoded in about a microsecond is not worth the place of something else. */
    private static final int CHEAP_BYTES = 1_024;

    private final ConcurrentHashMap<String, HotSession> sessions = new ConcurrentHashMap<>();
    private final HotRing ring;
    private final HotSweeper sweeper;
    private final boolean isLocal;
    private final long maxStalenessNanos;

    /** Of a store that is in this process, or elsewhere. */
    HotValues(boolean isLocal, long maxBytes, Duration maxStaleness, Duration betweenSweeps) {
        this.isLocal = isLocal;
        this.ring = new HotRing(maxBytes);
        this.sweeper = new HotSweeper(ring, betweenSweeps);
        this.maxStalenessNanos = maxStaleness.toNanos();
    }

    /** Where the values of a session are kept; empty at first. */
    HotSession of(String id) {
        if (isLocal || !ring.keepsAny()) {
            return HotSession.NONE;
        }
        HotSession known = sessions.get(id);
        return known != null ? known : add(new HotSession(this, id, maxStalenessNanos));
    }

    private HotSession add(HotSession session) {
        if (!ring.add(session, HotSession.EMPTY)) {
            return HotSession.NONE;
        }
        sweeper.start();
        HotSession other = sessions.putIfAbsent(session.id(), session);
        if (other != null) {
            ring.remove(session);
            return other;
        }
        if (session.isLetGo()) {
            // it had to go before it was in sight, and must not stay there
            sessions.remove(session.id(), session);
        }
        return session;
    }

    /** This process has written these values. Where nothing is kept of their session, no reader could keep any either. */
    void outdated(String id, List<Change> changes, long version) {
        HotSession session = sessions.get(id);
        if (session != null) {
            changes.forEach(change -> session.outdated(change.name(), version));
        }
    }

    /** Keeps nothing of a session that has ended. */
    void forget(String id) {
        HotSession session = sessions.get(id);
        if (session != null) {
            ring.remove(session);
            letGo(session);
        }
    }

    /** Before it is out of sight: whoever finds another knows that this one keeps nothing any more. */
    void letGo(HotSession session) {
        session.letGo();
        sessions.remove(session.id(), session);
    }

    /** Whether the session could take so much more heap, if all others went. */
    boolean couldGrow(HotSession session, long bytes) {
        return ring.couldGrow(session, bytes);
    }

    /** The session takes so much more heap now. */
    void grow(HotSession session, long bytes) {
        if (bytes != 0) {
            ring.resize(session, bytes);
        }
    }

    /** Keeps nothing any more. */
    void close() {
        sweeper.close();
        ring.close();
    }

    /** How many sessions can be found here. */
    int sessions() {
        return sessions.size();
    }

    /** How many sessions, or attached values, there are in all. */
    int count() {
        return ring.count();
    }

    /** The heap that they take. */
    long bytes() {
        return ring.bytes();
    }

    /** What was made of a value in this process, where that was of the type. */
    static @Nullable Object attached(LocalValue value, Type type) {
        return value.attachment() instanceof HotAttachment known && known.isOf(type) ? known.read() : null;
    }

    /** Attaches what was made of a value in this process. */
    void attach(LocalValue value, Type type, Object made, long bytes) {
        long size = HotAttachment.AROUND + bytes;
        boolean isCheap = size <= CHEAP_BYTES;
        if (!(isCheap ? ring.hasRoom(size) : ring.couldHold(size))) {
            return;
        }
        LocalValue.Attachment old = value.attachment();
        HotAttachment mine = new HotAttachment(value, type, made, ring);
        if (!value.attach(old, mine)) {
            return;
        }
        if (old != null) {
            old.onDetached();
        }
        if (!(isCheap ? ring.addIfRoom(mine, size) : ring.add(mine, size))) {
            value.attach(mine, null);
        } else if (!value.attach(mine, mine)) {
            // it was detached before the ring knew of it
            ring.remove(mine);
        }
    }
}
