package dev.coatcheck.testkit;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
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
 * A driver to read before writing one. It does all that the contract asks for in the plainest way: one map, one lock, and
 * a thread that gives back what is over. What it keeps is immutable: a write makes a session anew and puts it in the old
 * one's place, so that nothing is ever half done.
 */
class ReferenceDataStore implements DataStore {
    private static final int OVERHEAD = 100;
    private static final long NEVER = Long.MAX_VALUE;
    private static final Stored NONE = new Stored(0, Map.of());

    private record Value(byte[] bytes, long version, long deadline) {}

    private record Stored(long end, Map<String, Value> values) {
        /** A value is dead at its own deadline, whether or not it was given back. */
        Optional<Value> find(String name, long now) {
            return Optional.ofNullable(values.get(name)).filter(value -> value.deadline > now);
        }

        Set<String> names(long now) {
            return values.keySet().stream()
                    .filter(name -> find(name, now).isPresent())
                    .collect(Collectors.toSet());
        }

        long size() {
            return OVERHEAD
                    + values.values().stream()
                            .mapToLong(value -> OVERHEAD + value.bytes.length)
                            .sum();
        }
    }

    private final Map<String, Stored> sessions = new HashMap<>();
    private final ScheduledExecutorService sweeper =
            Executors.newSingleThreadScheduledExecutor(ReferenceDataStore::daemon);
    private final LongSupplier clock;
    private final long maxBytes;
    private long usedBytes;
    /** One count for all, so that a session under a reused id has no version that the old one had. */
    private long lastVersion;

    private boolean closed;
    private boolean reachable = true;

    /** The clock is one of nanoseconds that never goes back: whoever sets the machine's time ends no session. */
    ReferenceDataStore(long maxBytes, LongSupplier clock) {
        this.maxBytes = maxBytes;
        this.clock = clock;
        sweeper.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    /** For tests: as if there were a server, and it were lost. */
    synchronized void disconnect() {
        reachable = false;
    }

    boolean isReleased() {
        return sweeper.isTerminated();
    }

    /** Each call begins here, and goes on by this time alone. */
    private long now() {
        if (closed) {
            throw new IllegalStateException("the reference store is closed");
        }
        if (!reachable) {
            throw new StoreUnavailableException("the reference store cannot be reached");
        }
        return clock.getAsLong();
    }

    /** What a session holds, {@link #NONE} where it is not live. */
    private Stored find(String id, long now) {
        Stored session = sessions.getOrDefault(id, NONE);
        return session.end > now ? session : NONE;
    }

    /** The one place where anything changes; {@link #NONE} ends a session. */
    private void keep(String id, Stored next) {
        Stored before = sessions.get(id);
        long grown = (next == NONE ? 0 : next.size()) - (before == null ? 0 : before.size());
        if (grown > 0 && usedBytes + grown > maxBytes) {
            throw new StoreFullException("the reference store is full");
        }
        usedBytes += grown;
        if (next == NONE) {
            sessions.remove(id);
        } else {
            sessions.put(id, next);
        }
    }

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public synchronized boolean create(String id, Duration lifetime, List<Change> first) {
        long now = now();
        if (find(id, now) != NONE) {
            return false;
        }
        keep(id, changed(new Stored(now + lifetime.toNanos(), Map.of()), first, now));
        return true;
    }

    @Override
    public synchronized Optional<Slice> read(String id, List<Want> wants) {
        long now = now();
        Stored session = find(id, now);
        if (session == NONE) {
            return Optional.empty();
        }
        List<Found> found =
                wants.stream().map(want -> found(session, want, now)).toList();
        return Optional.of(new Slice(Duration.ofNanos(session.end - now), found));
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
                : Found.present(value.version, remaining, value.bytes.clone());
    }

    @Override
    public synchronized WriteResult write(String id, List<Change> changes) {
        long now = now();
        Stored session = find(id, now);
        if (session == NONE) {
            return WriteResult.GONE;
        }
        for (Change change : changes) {
            long version = session.find(change.name(), now).map(Value::version).orElse(0L);
            if (change.isConditional() && change.expectedVersion() != version) {
                return WriteResult.CONFLICT;
            }
        }
        Set<String> before = session.names(now);
        keep(id, changed(session, changes, now));
        long removed = changes.stream()
                .filter(change -> change.bytes().isEmpty() && before.contains(change.name()))
                .count();
        return WriteResult.applied(lastVersion, Math.toIntExact(removed));
    }

    /** The session with all changes made, at one new version. */
    private Stored changed(Stored session, List<Change> changes, long now) {
        lastVersion++;
        Map<String, Value> values = swept(session, now);
        for (Change change : changes) {
            change.bytes()
                    .ifPresentOrElse(
                            bytes -> values.put(
                                    change.name(),
                                    new Value(bytes.clone(), lastVersion, deadline(session, change, now))),
                            () -> values.remove(change.name()));
        }
        return new Stored(session.end, values);
    }

    private static long deadline(Stored session, Change change, long now) {
        if (change.keepsTime()) {
            return session.find(change.name(), now).map(Value::deadline).orElse(NEVER);
        }
        return change.timeToLive().map(time -> now + time.toNanos()).orElse(NEVER);
    }

    @Override
    public synchronized boolean extend(String id, Duration lifetime) {
        long now = now();
        Stored session = find(id, now);
        if (session != NONE) {
            keep(id, new Stored(now + lifetime.toNanos(), session.values));
        }
        return session != NONE;
    }

    @Override
    public synchronized boolean prolong(String id, Duration atLeast) {
        long now = now();
        Stored session = find(id, now);
        return session != NONE && (session.end >= now + atLeast.toNanos() || extend(id, atLeast));
    }

    @Override
    public synchronized Set<String> names(String id) {
        long now = now();
        return find(id, now).names(now);
    }

    @Override
    public synchronized boolean delete(String id) {
        boolean wasLive = find(id, now()) != NONE;
        keep(id, NONE);
        return wasLive;
    }

    @Override
    public synchronized boolean deleteIfEmpty(String id) {
        return names(id).isEmpty() && delete(id);
    }

    @Override
    public synchronized Stream<String> ids() {
        long now = now();
        List<String> live =
                sessions.keySet().stream().filter(id -> find(id, now) != NONE).toList();
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

    /** Gives back what is over. Sweeping all is for a page to read; a driver has an order by deadline, or a server's. */
    synchronized void sweep() {
        long now = clock.getAsLong();
        for (String id : List.copyOf(sessions.keySet())) {
            Stored session = find(id, now);
            keep(id, session == NONE ? NONE : new Stored(session.end, swept(session, now)));
        }
    }

    private static Map<String, Value> swept(Stored session, long now) {
        Map<String, Value> values = new HashMap<>(session.values);
        values.keySet().retainAll(session.names(now));
        return values;
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

    /** One that keeps no process from its end. */
    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "reference-sweeper");
        thread.setDaemon(true);
        return thread;
    }
}
