package dev.coatcheck.example;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Move;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The move of all sessions to Redis, while their visitors go on. Where to is said when the shop is started: nobody on the
 * web may have a server connect to an address of their choice. That anybody may begin the move is for the example; a real
 * shop has its administrators log in first. Thread-safe.
 */
final class MoveToRedis {
    private static final Logger LOG = LoggerFactory.getLogger(MoveToRedis.class);
    private static final String REDIS = "redis";

    private final SessionManager sessions;
    private final String firstStore;
    private final Optional<CoatcheckConfig> target;
    private final ReentrantLock beginning = new ReentrantLock();
    private volatile @Nullable Move move;

    /**
     * How far the move is.
     *
     * @param state none before it begins; then as {@link Move.State} has it
     * @param moved the sessions that are in Redis
     * @param left the sessions that are not; empty while nobody has counted them
     */
    record Status(String state, long moved, OptionalLong left) {}

    MoveToRedis(SessionManager sessions, String firstStore, Optional<CoatcheckConfig> target) {
        this.sessions = sessions;
        this.firstStore = firstStore;
        this.target = target;
    }

    /** The store that all sessions are in, or leave. */
    String store() {
        Move now = move;
        return now != null && now.state() == Move.State.DONE ? REDIS : firstStore;
    }

    Status status() {
        Move now = move;
        return now == null
                ? new Status("none", 0, OptionalLong.empty())
                : new Status(now.state().name().toLowerCase(Locale.ROOT), now.moved(), now.left());
    }

    /** Begins the move, which goes on by itself. */
    Status begin() {
        if (store().equals(REDIS)) {
            throw Refusal.notNow("the sessions are in Redis already");
        }
        CoatcheckConfig redis = target.orElseThrow(() -> Refusal.notNow(
                "the shop was not told where to; start it with --move-to redis://localhost:6379 and try again"));
        // whoever comes second is answered now, while Redis may take its time to answer the first
        if (!beginning.tryLock()) {
            throw underWay();
        }
        try {
            if (move != null) {
                throw underWay();
            }
            move = sessions.moveTo(redis);
        } catch (StoreUnavailableException e) {
            LOG.warn("The sessions were not moved: {}", e.getMessage());
            throw Refusal.unavailable("Redis does not answer, and nothing was moved; start it and try again");
        } catch (IllegalStateException e) {
            LOG.warn("The sessions were not moved: {}", e.getMessage());
            throw Refusal.notNow("another process has the sessions open, and nothing was moved; stop it and try again");
        } finally {
            beginning.unlock();
        }
        return status();
    }

    private static Refusal underWay() {
        return Refusal.notNow("the sessions are on their way already");
    }
}
