package dev.coatcheck.memory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions from the longest idle to the last used, to within a second: a session that is used often moves at most
 * once a second, so that reads seldom meet at its monitor. Thread-safe.
 */
final class IdleOrder {
    private static final long PRECISION_NANOS = Duration.ofSeconds(1).toNanos();

    /** In the order of their last look-up, which takes no memory: on a full heap no session falls out of it. */
    private final Map<String, MemorySession> order = new LinkedHashMap<>(16, 0.75f, true);

    void used(MemorySession session, long now) {
        if (session.movedAt == Long.MIN_VALUE || now - session.movedAt >= PRECISION_NANOS) {
            move(session, now);
        }
    }

    private synchronized void move(MemorySession session, long now) {
        if (order.get(session.id()) != session && session.isLive(now)) {
            order.put(session.id(), session);
        }
        session.movedAt = now;
    }

    synchronized void remove(MemorySession session) {
        order.remove(session.id(), session);
    }

    synchronized Optional<MemorySession> longestIdle(MemorySession except) {
        return order.values().stream().filter(session -> session != except).findFirst();
    }
}
