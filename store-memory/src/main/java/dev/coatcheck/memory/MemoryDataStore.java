package dev.coatcheck.memory;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.StoreStats;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sessions in the memory of this process, within a number of bytes. What is over is so by the clock, and given
 * back by a thread of the store's own within some seconds. Elapsed time is monotonic: stepping the wall clock changes
 * nothing.
 *
 * <p>Thread-safe. Calls on different sessions do not wait for each other, and reads wait for nobody.
 */
public final class MemoryDataStore implements DataStore {
    static final String NAME = "memory";

    /** What to do where the memory for sessions is full. */
    public enum WhenFull {
        /** Refuse to write, with {@link StoreFullException}. */
        REJECT,
        /** End the sessions that were not used for longest, as many as it takes. */
        EVICT
    }

    private final ConcurrentHashMap<String, MemorySession> sessions = new ConcurrentHashMap<>();
    private final Budget budget;
    private final @Nullable IdleOrder idleOrder;
    private final AtomicLong versions = new AtomicLong();
    private final LongAdder expired = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private final LongSupplier clock;
    private final long opened;
    private final Sweeper sweeper = new Sweeper(this::sweep, this::now);
    private final Schedule schedule = sweeper.schedule();
    private volatile boolean closed;

    /** A store that takes up to a quarter of the heap, and rejects what does not fit. */
    public MemoryDataStore() {
        this(Runtime.getRuntime().maxMemory() / 4, WhenFull.REJECT);
    }

    /**
     * A store that takes up to so many bytes.
     *
     * @param maxBytes the most that sessions may take of the heap, by the store's own reckoning: their values' bytes and
     *     the objects around them
     * @param whenFull what to do where more is wanted
     * @throws IllegalArgumentException if {@code maxBytes} is zero or less
     */
    public MemoryDataStore(long maxBytes, WhenFull whenFull) {
        this(maxBytes, whenFull, System::nanoTime);
    }

    /** The clock is one of nanoseconds that never goes back. */
    MemoryDataStore(long maxBytes, WhenFull whenFull, LongSupplier clock) {
        if (maxBytes <= 0) {
            throw new IllegalArgumentException("maxBytes is more than zero, this is " + maxBytes);
        }
        this.budget = new Budget(maxBytes);
        this.idleOrder = Objects.requireNonNull(whenFull, "whenFull") == WhenFull.EVICT ? new IdleOrder() : null;
        this.clock = clock;
        this.opened = clock.getAsLong();
        sweeper.start();
    }

    long now() {
        return clock.getAsLong() - opened;
    }

    /** For a clock that is set: nobody else knows that time has passed. */
    void wakeSweeper() {
        sweeper.wake();
    }

    Thread sweeper() {
        return sweeper.thread();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean create(String id, Duration lifetime, List<Change> first) {
        requireOpen();
        long now = now();
        MemorySession session = new MemorySession(id, this, budget, now + lifetime.toNanos());
        boolean added = false;
        try {
            makingRoomFor(session, () -> session.fill(first, versions, now));
            added = add(session, now);
        } finally {
            if (!added) {
                end(session);
            }
        }
        return added;
    }

    private boolean add(MemorySession session, long now) {
        used(session, now);
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

    @Override
    public Optional<Slice> read(String id, List<Want> wants) {
        MemorySession session = session(id);
        return session == null ? Optional.empty() : session.read(wants);
    }

    /** Of a session that is used now. */
    long timeOfRead(MemorySession session) {
        requireOpen();
        long now = now();
        used(session, now);
        return now;
    }

    private @Nullable MemorySession session(String id) {
        requireOpen();
        return sessions.get(id);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the memory store is closed");
        }
    }

    private void used(MemorySession session, long now) {
        if (idleOrder != null) {
            idleOrder.used(session, now);
        }
    }

    @Override
    public WriteResult write(String id, List<Change> changes) {
        MemorySession session = session(id);
        if (session == null) {
            return WriteResult.GONE;
        }
        if (idleOrder != null) {
            idleOrder.used(session, now());
        }
        return makingRoomFor(session, () -> session.write(changes, versions));
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
        long now = now();
        while (bytes > budget.most() - budget.used() && sweepOne(now)) {
            // no more than is wanted: the rest is the sweeper's
        }
        boolean canFit = bytes <= budget.most() - session.reserved();
        while (bytes > budget.most() - budget.used()) {
            Optional<MemorySession> longestIdle =
                    idleOrder != null && canFit ? idleOrder.longestIdle(session) : Optional.empty();
            end(longestIdle.orElseThrow(() -> new StoreFullException("the memory store is full: of " + budget.most()
                    + " bytes (coatcheck.memory.max-bytes) " + budget.used() + " are in use, and " + bytes
                    + " more were needed; nothing was written")));
            evicted.increment();
        }
    }

    /** Called at the session's monitor while it is live: what has ended is on no calendar. */
    void lookAt(MemorySession session, long deadline) {
        schedule.lookAt(session, deadline);
    }

    /** As {@link #lookAt}, and not before. */
    void lookNextAt(MemorySession session, long deadline) {
        schedule.move(session, deadline);
    }

    private void end(MemorySession session) {
        session.end();
        forget(session);
    }

    /** False where the session is live. */
    boolean endIfOver(MemorySession session, long now) {
        if (session.endIfOver(now)) {
            expired.increment();
        } else if (session.isLive(now)) {
            return false;
        }
        forget(session);
        return true;
    }

    private boolean end(String id, Predicate<MemorySession> end) {
        MemorySession session = session(id);
        if (session == null || !end.test(session)) {
            return false;
        }
        forget(session);
        return true;
    }

    private void forget(MemorySession session) {
        if (idleOrder != null) {
            idleOrder.remove(session);
        }
        sessions.remove(session.id(), session);
        // last: where the heap is too full even for that, the sweeper comes again
        schedule.remove(session);
    }

    @Override
    public boolean extend(String id, Duration lifetime) {
        MemorySession session = session(id);
        return session != null && session.extend(lifetime);
    }

    @Override
    public boolean prolong(String id, Duration atLeast) {
        MemorySession session = session(id);
        return session != null && session.prolong(atLeast);
    }

    @Override
    public Set<String> names(String id) {
        MemorySession session = session(id);
        if (session == null) {
            return Set.of();
        }
        used(session, now());
        return session.names();
    }

    @Override
    public boolean delete(String id) {
        return end(id, MemorySession::endIfLive);
    }

    @Override
    public boolean deleteIfEmpty(String id) {
        return end(id, MemorySession::endIfEmpty);
    }

    @Override
    public Stream<String> ids() {
        requireOpen();
        return sessions.values().stream()
                .filter(session -> session.isLive(now()))
                .map(MemorySession::id);
    }

    @Override
    public StoreStats stats() {
        requireOpen();
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

    @Override
    public void ping() {
        requireOpen();
    }

    /** Gives back what is over. */
    private void sweep() {
        long now = now();
        while (!closed && sweepOne(now)) {
            // one after another: callers never wait for more than one
        }
    }

    /** False where nothing is over. Otherwise it stays on the schedule until this is done, whatever happens. */
    private boolean sweepOne(long now) {
        MemorySession session = schedule.due(now);
        if (session == null) {
            return false;
        }
        try {
            if (!endIfOver(session, now)) {
                session.sweep(now);
            }
        } catch (Throwable e) {
            // let it not keep others from their turn
            schedule.move(session, now);
            throw e;
        }
        return true;
    }

    @Override
    public void close() {
        closed = true;
        sweeper.close();
        sessions.values().forEach(this::end);
    }
}
