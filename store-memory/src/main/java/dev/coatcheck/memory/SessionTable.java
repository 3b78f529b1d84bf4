package dev.coatcheck.memory;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.store.EndTellingStore.EndListener;
import dev.coatcheck.store.StoreStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a store by their ids, within a budget. What is over is given back by whoever finds it, by the sweeper,
 * and where room is wanted. Thread-safe.
 */
final class SessionTable {
    private final ConcurrentHashMap<String, MemorySession> sessions = new ConcurrentHashMap<>();
    private final Budget budget;
    /** Null where no session has to go for another. */
    private final @Nullable IdleOrder idleOrder;

    private final StoreClock clock;
    private final Sweeper sweeper;
    private final LongAdder expired = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private final List<EndListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    SessionTable(Budget budget, @Nullable IdleOrder idleOrder, StoreClock clock) {
        this.budget = budget;
        this.idleOrder = idleOrder;
        this.clock = clock;
        this.sweeper = new Sweeper(this::sweep, clock);
        sweeper.start();
    }

    void addEndListener(EndListener listener) {
        listeners.add(listener);
    }

    Sweeper sweeper() {
        return sweeper;
    }

    @Nullable
    MemorySession get(String id) {
        return sessions.get(id);
    }

    /** False where the id is taken. */
    boolean create(String id, Duration lifetime, ObjLongConsumer<MemorySession> filling) {
        long now = clock.now();
        MemorySession session = new MemorySession(id, clock, budget, sweeper.schedule(), now + lifetime.toNanos());
        boolean added = false;
        try {
            makingRoomFor(session, () -> {
                filling.accept(session, now);
                return session;
            });
            added = add(session, now);
        } finally {
            if (!added) {
                endNow(session);
            }
        }
        return added;
    }

    private boolean add(MemorySession session, long now) {
        used(session);
        MemorySession other = sessions.putIfAbsent(session.id(), session);
        while (other != null) {
            if (!endIfOver(other, now)) {
                return false;
            }
            other = sessions.putIfAbsent(session.id(), session);
        }
        if (session.hasEnded()) {
            // so late that the sweeper, which knew of it already, has been here
            sessions.remove(session.id(), session);
        }
        return true;
    }

    /**
     * Looks again at a session in which nothing was seen, unless it is over. Then it is ended here, so that no call which
     * came a moment earlier prolongs what was found over.
     */
    <T> Optional<T> lookAgain(MemorySession session, Supplier<Optional<T>> look) {
        Optional<T> seen = Optional.empty();
        while (seen.isEmpty() && !endIfOver(session, clock.now())) {
            seen = look.get();
        }
        return seen;
    }

    /** To be told before a session is read or written. */
    void used(MemorySession session) {
        if (idleOrder != null) {
            idleOrder.used(session, clock.now());
        }
    }

    /** False where the session is live. */
    private boolean endIfOver(MemorySession session, long now) {
        boolean isEndedHere = session.endIfOver(now);
        if (isEndedHere) {
            expired.increment();
        } else if (session.isLive(now)) {
            return false;
        }
        forget(session);
        if (isEndedHere) {
            listeners.forEach(listener -> listener.expired(session.id()));
        }
        return true;
    }

    /** Ends a session in one of the ways it has; whether that has ended it. */
    boolean end(MemorySession session, Predicate<MemorySession> end) {
        boolean ended = end.test(session);
        if (ended) {
            forget(session);
        }
        return ended;
    }

    private void endNow(MemorySession session) {
        session.end();
        forget(session);
    }

    private void forget(MemorySession session) {
        if (idleOrder != null) {
            idleOrder.remove(session);
        }
        sessions.remove(session.id(), session);
        // last: where the heap is too full even for that, the sweeper comes again
        sweeper.schedule().remove(session);
    }

    /** A write to a session that is used. */
    <T> T write(MemorySession session, Supplier<T> write) {
        used(session);
        return makingRoomFor(session, write);
    }

    private <T> T makingRoomFor(MemorySession session, Supplier<T> write) {
        while (true) {
            try {
                return write.get();
            } catch (Budget.Exceeded e) {
                makeRoom(e.needed, session);
            }
        }
    }

    /** Outside any session's monitor, so that two sessions never wait for each other. */
    private void makeRoom(long bytes, MemorySession session) {
        long now = clock.now();
        while (!budget.has(bytes) && sweepOne(now)) {
            // no more than is wanted: the rest is the sweeper's
        }
        boolean canFit = bytes <= budget.most() - session.reserved();
        while (!budget.has(bytes)) {
            MemorySession longestIdle = (idleOrder != null && canFit
                            ? idleOrder.longestIdle(session)
                            : Optional.<MemorySession>empty())
                    .orElseThrow(() -> new StoreFullException("the memory store is full: of " + budget.most()
                            + " bytes (coatcheck.memory.max-bytes) " + budget.used() + " are in use, and " + bytes
                            + " more were needed; nothing was written"));
            // others may have found the same one, or somebody ends it
            boolean isEndedHere = longestIdle.end();
            forget(longestIdle);
            if (isEndedHere) {
                evicted.increment();
                listeners.forEach(listener -> listener.evicted(longestIdle.id()));
            }
        }
    }

    private void sweep() {
        long now = clock.now();
        while (!closed && sweepOne(now)) {
            // one after another: callers never wait for more than one
        }
    }

    /** False where nothing is over. Otherwise it stays on the schedule until this is done, whatever happens. */
    private boolean sweepOne(long now) {
        MemorySession session = sweeper.schedule().due(now);
        if (session == null) {
            return false;
        }
        try {
            if (!endIfOver(session, now)) {
                session.sweep(now);
            }
        } catch (Throwable e) {
            // let it not keep others from their turn
            sweeper.schedule().move(session, now);
            throw e;
        }
        return true;
    }

    Stream<String> ids() {
        return sessions.values().stream()
                .filter(session -> session.isLive(clock.now()))
                .map(MemorySession::id);
    }

    StoreStats stats() {
        return new StoreStats(
                OptionalLong.of(sessions.mappingCount()),
                OptionalLong.of(budget.used()),
                OptionalLong.of(budget.most()),
                Map.of(
                        "sessions-expired",
                        expired.sum(),
                        "sessions-evicted",
                        evicted.sum(),
                        "sweeps-failed",
                        sweeper.failures()));
    }

    void close() {
        closed = true;
        sweeper.close();
        sessions.values().forEach(this::endNow);
    }
}
