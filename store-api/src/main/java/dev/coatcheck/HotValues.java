package dev.coatcheck;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.Payload;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Decoded values that are kept, so that a value which has not changed is neither moved nor decoded again. Only deeply
 * immutable ones: they are shared between readers. A payload that stays in this heap leads to what was decoded of it;
 * values of a store elsewhere are kept here, by session, with their versions. Bounded by the heap they take.
 *
 * <p>They are given back within a minute of their session's end, which another instance may bring about: what nobody has
 * asked for between two sweeps goes, whether its session is over or not. Thread-safe.
 */
final class HotValues {
    /** Twice that, and the sweep, is less than a minute. */
    static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(28);

    /** What is decoded in about a microsecond is not worth the place of something else. */
    private static final int CHEAP_BYTES = 1_024;

    /** What is remembered with a payload of this process's own making, until it is decoded. */
    private static final Object OURS = new Object();

    private final ConcurrentHashMap<String, HotSession> sessions = new ConcurrentHashMap<>();
    private final HotRing ring;
    private final HotSweeper sweeper;
    private final long maxStalenessNanos;

    HotValues(long maxBytes, Duration maxStaleness, Duration betweenSweeps) {
        this.ring = new HotRing(maxBytes);
        this.sweeper = new HotSweeper(ring, betweenSweeps);
        this.maxStalenessNanos = maxStaleness.toNanos();
    }

    /** The payload of what is about to be put. */
    static Payload payload(byte[] bytes) {
        Payload payload = Payload.of(bytes);
        payload.remember(OURS);
        return payload;
    }

    /**
     * Where the values of a session are kept. Where they may be given out without asking the store it is there before that
     * is asked, so that it knows of what is written meanwhile.
     */
    HotSession of(String id) {
        HotSession known = sessions.get(id);
        if (known != null) {
            known.use();
            return known;
        }
        return maxStalenessNanos > 0 ? add(id) : HotSession.NONE;
    }

    /** Where a value of a session can be kept. */
    HotSession in(HotSession hot, String id) {
        return hot == HotSession.NONE ? add(id) : hot;
    }

    private HotSession add(String id) {
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

    /** What was decoded of a payload before, where that was of the type. */
    static @Nullable Object decoded(Payload payload, Type type) {
        return payload.memo() instanceof HotDecoded known ? known.read(type) : null;
    }

    /** Whether a payload stays in this heap: a store elsewhere gives another one with each read. */
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
}
