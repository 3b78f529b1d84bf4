package dev.coatcheck.memory;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.SessionReader;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sessions in the memory of this process, within a number of bytes. What is over is given back by a thread of the
 * store's own within some seconds. Elapsed time is monotonic: stepping the wall clock changes nothing.
 *
 * <p>Thread-safe. Calls on different sessions do not wait for each other, and reads wait for nobody.
 */
public final class MemoryDataStore implements DataStore {
    static final String NAME = "memory";

    private static final long TICK_MILLIS = 10;
    private static final long SWEEP_MILLIS = 1_000;

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
    private final Schedule schedule = new Schedule();
    private final AtomicLong versions = new AtomicLong();
    private final LongAdder expired = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private final Clock clock;
    private final ScheduledExecutorService sweeper;
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
        this(maxBytes, whenFull, Clock.ticking());
    }

    MemoryDataStore(long maxBytes, WhenFull whenFull, Clock clock) {
        if (maxBytes <= 0) {
            throw new IllegalArgumentException("maxBytes is more than zero, this is " + maxBytes);
        }
        this.budget = new Budget(maxBytes);
        this.idleOrder = Objects.requireNonNull(whenFull, "whenFull") == WhenFull.EVICT ? new IdleOrder() : null;
        this.clock = clock;
        this.sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "coatcheck-memory-sweeper");
            thread.setDaemon(true);
            return thread;
        });
        repeat(clock::tick, TICK_MILLIS);
        repeat(this::sweep, SWEEP_MILLIS);
    }

    private void repeat(Runnable task, long millis) {
        ScheduledFuture<?> unused = sweeper.scheduleWithFixedDelay(task, 0, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    private long now() {
        return clock.now();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean create(String id, Duration lifetime, List<Change> first) {
        requireOpen();
        long now = clock.tick();
        MemorySession session = new MemorySession(id, this, budget, now + lifetime.toNanos());
        makingRoomFor(session, () -> {
            session.fill(first, versions, now);
            return true;
        });
        MemorySession other = sessions.putIfAbsent(id, session);
        while (other != null && !other.isLive(now)) {
            end(other);
            other = sessions.putIfAbsent(id, session);
        }
        if (other != null) {
            session.end();
            return false;
        }
        lookAt(session, session.nextDeadline());
        used(session, now);
        return true;
    }

    @Override
    public Optional<Slice> read(String id, List<Want> wants) {
        MemorySession session = session(id);
        return session == null ? Optional.empty() : session.read(wants);
    }

    @Override
    public SessionReader reader(String id) {
        MemorySession session = session(id);
        return session == null ? DataStore.super.reader(id) : session;
    }

    /** Of a session that is used now. */
    long timeOfRead(MemorySession session) {
        requireOpen();
        long coarse = clock.coarse();
        long now = session.needsExactTime(coarse) ? clock.now() : coarse;
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
        long now = now();
        used(session, now);
        WriteResult result = makingRoomFor(session, () -> session.write(changes, versions, now));
        for (Change change : changes) {
            change.timeToLive().ifPresent(time -> lookAt(session, now + time.toNanos()));
        }
        return result;
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
        sweep();
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

    private void lookAt(MemorySession session, long deadline) {
        schedule.lookAt(session, deadline);
        if (!sessions.containsKey(session.id())) {
            // it ended meanwhile, and must not stay on the calendar
            schedule.remove(session);
        }
    }

    /** False where another call did it. */
    private boolean end(MemorySession session) {
        boolean first = session.end();
        sessions.remove(session.id(), session);
        schedule.remove(session);
        if (idleOrder != null) {
            idleOrder.remove(session);
        }
        return first;
    }

    @Override
    public boolean extend(String id, Duration lifetime) {
        MemorySession session = session(id);
        long now = clock.tick();
        return session != null && isExtended(session, session.extend(lifetime, now));
    }

    private boolean isExtended(MemorySession session, boolean live) {
        if (live) {
            lookAt(session, session.nextDeadline());
        }
        return live;
    }

    @Override
    public boolean prolong(String id, Duration atLeast) {
        MemorySession session = session(id);
        long now = clock.tick();
        return session != null && isExtended(session, session.prolong(atLeast, now));
    }

    @Override
    public Set<String> names(String id) {
        MemorySession session = session(id);
        return session == null ? Set.of() : session.names(now());
    }

    @Override
    public boolean delete(String id) {
        MemorySession session = session(id);
        if (session == null) {
            return false;
        }
        boolean wasLive = session.isLive(now());
        return end(session) && wasLive;
    }

    @Override
    public boolean deleteIfEmpty(String id) {
        MemorySession session = session(id);
        if (session == null || !session.endIfEmpty(now())) {
            return false;
        }
        end(session);
        return true;
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
                Map.of("sessions-expired", expired.sum(), "sessions-evicted", evicted.sum()));
    }

    @Override
    public void ping() {
        requireOpen();
    }

    /** Gives back what is over. */
    private void sweep() {
        long now = now();
        for (MemorySession session : schedule.takeDue(now)) {
            if (session.isLive(now)) {
                session.sweep(now);
                lookAt(session, session.nextDeadline());
            } else {
                end(session);
                expired.increment();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        sweeper.shutdownNow();
        sessions.values().forEach(MemorySession::end);
        sessions.clear();
    }
}
