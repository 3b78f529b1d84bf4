package dev.coatcheck.testkit;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.StoreStats;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A driver to read before writing one. It does all that the contract asks for in the plainest way: maps, one lock, and a
 * thread that gives back what is over.
 */
class ReferenceDataStore implements DataStore {
    private static final long OVERHEAD = 100;
    private static final long NEVER = Long.MAX_VALUE;

    private record Value(Payload payload, long version, long deadline) {
        long size() {
            return OVERHEAD + payload.bytes().length;
        }
    }

    private static final class Stored {
        final Map<String, Value> values = new HashMap<>();
        long end;

        /** A value is dead at its own deadline, whether or not it was given back. */
        Optional<Value> find(String name, long now) {
            return Optional.ofNullable(values.get(name)).filter(value -> value.deadline > now);
        }

        long size() {
            return OVERHEAD + values.values().stream().mapToLong(Value::size).sum();
        }
    }

    private final Map<String, Stored> sessions = new HashMap<>();
    private final ScheduledExecutorService sweeper =
            Executors.newSingleThreadScheduledExecutor(ReferenceDataStore::daemon);
    private final LongSupplier clock;
    private final long maxBytes;
    private long usedBytes;
    /** One count for all sessions: under a reused id, no version comes again. */
    private long lastVersion;

    private boolean closed;
    private boolean reachable = true;

    /** The clock is one of nanoseconds that nobody sets. */
    @SuppressWarnings("FutureReturnValueIgnored") // a sweep throws nothing, or it would have been the last
    ReferenceDataStore(long maxBytes, LongSupplier clock) {
        this.maxBytes = maxBytes;
        this.clock = clock;
        sweeper.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    /** For tests: as if this driver had a server, and it were lost. */
    synchronized void disconnect() {
        reachable = false;
    }

    boolean isReleased() {
        return sweeper.isTerminated();
    }

    /** Every call begins here, and goes on by this time alone. */
    private long now() {
        if (closed) {
            throw new IllegalStateException("the reference store is closed");
        }
        if (!reachable) {
            throw new StoreUnavailableException("the reference store cannot be reached");
        }
        return clock.getAsLong();
    }

    private Optional<Stored> find(String id, long now) {
        return Optional.ofNullable(sessions.get(id)).filter(session -> session.end > now);
    }

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public synchronized boolean create(String id, Duration lifetime, List<Change> first) {
        long now = now();
        if (find(id, now).isPresent()) {
            return false;
        }
        Stored session = new Stored();
        session.end = now + lifetime.toNanos();
        apply(first, session, OVERHEAD, now);
        remove(id);
        sessions.put(id, session);
        return true;
    }

    @Override
    public synchronized Optional<Slice> read(String id, List<Want> wants) {
        long now = now();
        return find(id, now)
                .map(session -> new Slice(
                        Duration.ofNanos(session.end - now),
                        wants.stream().map(want -> found(session, want, now)).toList()));
    }

    private static Found found(Stored session, Want want, long now) {
        Optional<Value> found = session.find(want.name(), now);
        if (found.isEmpty()) {
            return Found.absent();
        }
        Value value = found.get();
        Duration remaining = Duration.ofNanos((value.deadline == NEVER ? session.end : value.deadline) - now);
        return want.holds(value.version)
                ? Found.unchanged(value.version, remaining)
                : Found.present(value.version, remaining, value.payload);
    }

    @Override
    public synchronized WriteResult write(String id, List<Change> changes) {
        long now = now();
        Optional<Stored> found = find(id, now);
        if (found.isEmpty()) {
            return WriteResult.GONE;
        }
        Stored session = found.get();
        for (Change change : changes) {
            long version = session.find(change.name(), now).map(Value::version).orElse(0L);
            if (change.isConditional() && change.expectedVersion() != version) {
                return WriteResult.CONFLICT;
            }
        }
        return WriteResult.applied(lastVersion + 1, apply(changes, session, 0, now));
    }

    /** Makes all changes, at one new version, or none where there is no room. Tells how many values it took away. */
    private int apply(List<Change> changes, Stored session, long size, long now) {
        long grown = size;
        for (Change change : changes) {
            grown += change.payload()
                    .map(payload -> OVERHEAD + payload.bytes().length)
                    .orElse(0L);
            grown -= Optional.ofNullable(session.values.get(change.name()))
                    .map(Value::size)
                    .orElse(0L);
        }
        if (grown > 0 && usedBytes + grown > maxBytes) {
            throw new StoreFullException("the reference store is full; nothing was written");
        }
        usedBytes += grown;
        lastVersion++;
        int removed = 0;
        for (Change change : changes) {
            Optional<Value> before = session.find(change.name(), now);
            session.values.remove(change.name());
            if (change.payload().isPresent()) {
                long deadline = deadline(change, before, now);
                session.values.put(change.name(), new Value(change.payload().get(), lastVersion, deadline));
            } else if (before.isPresent()) {
                removed++;
            }
        }
        return removed;
    }

    private static long deadline(Change change, Optional<Value> before, long now) {
        return change.keepsTime()
                ? before.map(Value::deadline).orElse(NEVER)
                : change.timeToLive().map(time -> now + time.toNanos()).orElse(NEVER);
    }

    @Override
    public synchronized boolean extend(String id, Duration lifetime) {
        long now = now();
        Optional<Stored> session = find(id, now);
        session.ifPresent(live -> live.end = now + lifetime.toNanos());
        return session.isPresent();
    }

    @Override
    public synchronized boolean prolong(String id, Duration atLeast) {
        long now = now();
        Optional<Stored> session = find(id, now);
        session.ifPresent(live -> live.end = Math.max(live.end, now + atLeast.toNanos()));
        return session.isPresent();
    }

    @Override
    public synchronized Set<String> names(String id) {
        long now = now();
        return find(id, now).map(session -> names(session, now)).orElse(Set.of());
    }

    private static Set<String> names(Stored session, long now) {
        return session.values.keySet().stream()
                .filter(name -> session.find(name, now).isPresent())
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized boolean delete(String id) {
        boolean wasLive = find(id, now()).isPresent();
        remove(id);
        return wasLive;
    }

    @Override
    public synchronized boolean deleteIfEmpty(String id) {
        return names(id).isEmpty() && delete(id);
    }

    private void remove(String id) {
        Optional.ofNullable(sessions.remove(id)).ifPresent(session -> usedBytes -= session.size());
    }

    @Override
    public synchronized Stream<String> ids() {
        long now = now();
        List<String> live = sessions.keySet().stream()
                .filter(id -> find(id, now).isPresent())
                .toList();
        return live.stream();
    }

    @Override
    public synchronized StoreStats stats() {
        now();
        return new StoreStats(
                OptionalLong.of(sessions.size()), OptionalLong.of(usedBytes), OptionalLong.of(maxBytes), Map.of());
    }

    @Override
    public synchronized void ping() {
        now();
    }

    /** Gives back what is over. To look at everything is good for a page to read: many sessions want an order by time. */
    synchronized void sweep() {
        long now = clock.getAsLong();
        sessions.values()
                .forEach(session -> session.values.values().removeIf(value -> {
                    boolean over = value.deadline <= now;
                    usedBytes -= over ? value.size() : 0;
                    return over;
                }));
        List.copyOf(sessions.keySet()).stream()
                .filter(id -> find(id, now).isEmpty())
                .forEach(this::remove);
    }

    @Override
    public synchronized void close() {
        closed = true;
        release();
    }

    void release() {
        sweeper.shutdown();
        sessions.clear();
    }

    /** One that keeps no process from ending. */
    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "reference-sweeper");
        thread.setDaemon(true);
        return thread;
    }
}
