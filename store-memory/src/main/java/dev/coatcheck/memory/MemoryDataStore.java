package dev.coatcheck.memory;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.ClaimableStore;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.EndTellingStore;
import dev.coatcheck.store.HeapStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.StoreStats;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sessions in the memory of this process, up to a number of bytes. Each call reads a monotonic clock to decide
 * what is over, so setting the system's clock changes nothing. A thread of the store gives the memory of what is over
 * back within some seconds.
 *
 * <p>Thread-safe. Calls on different sessions do not wait for each other. Reads wait for nobody, except that in a session of
 * more than a few values those that look at several wait for a write to the same session.
 */
public final class MemoryDataStore implements DataStore, ClaimableStore, EndTellingStore, HeapStore {
    static final String NAME = "memory";

    /** What to do when the memory for sessions is full. */
    public enum WhenFull {
        /** Refuse writes with {@link StoreFullException}. */
        REJECT,
        /** End the sessions that have been unused for the longest time, as many as needed. */
        EVICT
    }

    private final SessionTable sessions;
    private final AtomicLong versions = new AtomicLong();
    private volatile boolean closed;

    /** A store that uses up to a quarter of the heap, and refuses what does not fit. */
    public MemoryDataStore() {
        this(MemorySettings.MAX_BYTES.defaultValue(), WhenFull.REJECT);
    }

    /**
     * A store that uses up to a number of bytes.
     *
     * @param maxBytes the heap that sessions may use, as the store estimates it: the bytes of their values and the
     *     objects around them
     * @param whenFull what to do when a write needs more
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
        this.sessions = new SessionTable(
                new Budget(maxBytes),
                Objects.requireNonNull(whenFull, "whenFull") == WhenFull.EVICT ? new IdleOrder() : null,
                new StoreClock(clock));
    }

    /** For a clock that is set: nobody else knows that time has passed. */
    void wakeSweeper() {
        sessions.sweeper().wake();
    }

    Thread sweeper() {
        return sessions.sweeper().thread();
    }

    @Override
    public String name() {
        return NAME;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the memory store is closed");
        }
    }

    private @Nullable MemorySession session(String id) {
        requireOpen();
        return sessions.get(id);
    }

    @Override
    public boolean create(String id, Duration lifetime, List<Change> first) {
        requireOpen();
        return sessions.create(id, lifetime, (session, now) -> session.fill(first, versions, now));
    }

    @Override
    public Optional<Slice> read(String id, List<Want> wants) {
        MemorySession session = session(id);
        if (session == null) {
            return Optional.empty();
        }
        sessions.used(session);
        Optional<Slice> seen = session.read(wants);
        return seen.isPresent() ? seen : sessions.lookAgain(session, () -> session.read(wants));
    }

    @Override
    public WriteResult write(String id, List<Change> changes) {
        MemorySession session = session(id);
        return session == null ? WriteResult.GONE : sessions.write(session, () -> session.write(changes, versions));
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
        sessions.used(session);
        return session.names()
                .or(() -> sessions.lookAgain(session, session::names))
                .orElse(Set.of());
    }

    @Override
    public boolean delete(String id) {
        MemorySession session = session(id);
        return session != null && sessions.end(session, MemorySession::endIfLive);
    }

    @Override
    public boolean deleteIfEmpty(String id) {
        MemorySession session = session(id);
        return session != null && sessions.end(session, MemorySession::endIfEmpty);
    }

    @Override
    public Stream<String> ids() {
        requireOpen();
        return sessions.ids();
    }

    @Override
    public StoreStats stats() {
        requireOpen();
        return sessions.stats();
    }

    /** It is in this process, and whoever has this object has it alone. */
    @Override
    public Claim claim() {
        requireOpen();
        return () -> {};
    }

    @Override
    public void addEndListener(EndListener listener) {
        sessions.addEndListener(listener);
    }

    @Override
    public void ping() {
        requireOpen();
    }

    @Override
    public void close() {
        closed = true;
        sessions.close();
    }
}
