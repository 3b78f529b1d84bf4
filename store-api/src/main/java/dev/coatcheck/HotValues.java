package dev.coatcheck;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.coatcheck.store.Change;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decoded values that are kept with their versions, so that a value which has not changed is neither moved nor decoded
 * again. Only deeply immutable ones: they are shared between readers. Bounded by an estimate of the heap they take; the
 * sessions that were read longest ago go first. Thread-safe.
 */
final class HotValues {
    private final Cache<String, HotSession> sessions;
    private final boolean keepsAny;
    private final long maxStalenessNanos;

    HotValues(long maxBytes, Duration maxStaleness) {
        this.keepsAny = maxBytes > 0;
        this.maxStalenessNanos = maxStaleness.toNanos();
        this.sessions = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((String id, HotSession session) -> session.weight())
                .evictionListener(HotValues::letGo)
                .executor(Runnable::run)
                .build();
    }

    private static void letGo(@Nullable String id, @Nullable HotSession session, RemovalCause cause) {
        if (session != null) {
            session.letGo();
        }
    }

    /** Where the values of a session are kept; empty at first. */
    HotSession of(String id) {
        if (!keepsAny) {
            return HotSession.NONE;
        }
        HotSession known = sessions.getIfPresent(id);
        return known != null ? known : sessions.get(id, unknown -> new HotSession(this, unknown, maxStalenessNanos));
    }

    /** This process has written these values. Where nothing is kept of their session, no reader could keep any either. */
    void outdated(String id, List<Change> changes, long version) {
        HotSession session = sessions.getIfPresent(id);
        if (session != null) {
            changes.forEach(change -> session.outdated(change.name(), version));
        }
    }

    /** Keeps nothing of a session that has ended. */
    void forget(String id) {
        HotSession session = sessions.asMap().remove(id);
        if (session != null) {
            session.letGo();
        }
    }

    /** The session takes another amount of heap now. */
    void weigh(String id) {
        sessions.asMap().computeIfPresent(id, (same, session) -> session);
    }
}
