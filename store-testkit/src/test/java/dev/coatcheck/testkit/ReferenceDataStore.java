package dev.coatcheck.testkit;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.HeapStore;
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
import java.util.stream.Stream;

/**
 * A driver to read before writing one. It does all that the contract asks for in the plainest way: one lock, sessions
 * that are replaced whole, the clock read in each call, and a thread that gives memory back.
 */
class ReferenceDataStore implements DataStore, HeapStore {
    private static final long OVERHEAD = 100;
    private static final long NEVER = Long.MAX_VALUE;

    private record Value(Payload payload, long version, long deadline) {}

    /** Immutable. It may hold values whose time is over, until the sweeper comes. */
    private record Session(long end, Map<String, Value> values) {
        /** Without the values whose time is over. */
        Session at(long now) {
            Map<String, Value> live = new HashMap<>(values);
            live.values().removeIf(value -> value.deadline <= now);
            return new Session(end, live);
        }

        long bytes() {
            return values.values().stream()
                            .mapToLong(value -> OVERHEAD + value.payload.bytes().length)
                            .sum()
                    + OVERHEAD;
        }
    }

    /** Not private, so that tests see whether it has ended. */
    final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "reference-sweeper");
        thread.setDaemon(true); // it keeps no process from ending
        return thread;
    });

    private final Map<String, Session> sessions = new HashMap<>();
    private final LongSupplier clock;
    private final long maxBytes;
    private long usedBytes;
    private long lastVersion; // of all sessions: none comes again under a reused id

    /** The clock is one of nanoseconds that nobody sets. */
    @SuppressWarnings("FutureReturnValueIgnored") // a sweep throws nothing, or it would have been the last
    ReferenceDataStore(long maxBytes, LongSupplier clock) {
        this.maxBytes = maxBytes;
        this.clock = clock;
        sweeper.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public String name() {
        return "reference";
    }

    /** Every call begins here. */
    private long now() {
        if (sweeper.isShutdown()) {
            throw new IllegalStateException("the reference store is closed");
        }
        return clock.getAsLong();
    }

    /** A session that is over is not there, though the sweeper may not have been here yet. */
    private Optional<Session> find(String id, long now) {
        return Optional.ofNullable(sessions.get(id)).filter(session -> session.end > now);
    }

    @Override
    public synchronized boolean create(String id, Duration lifetime, List<Change> first) {
        long now = now();
        if (find(id, now).isPresent()) {
            return false;
        }
        put(id, changed(new Session(now + lifetime.toNanos(), Map.of()), first, now));
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

    private static Found found(Session session, Want want, long now) {
        Value value = session.values.get(want.name());
        if (value == null || value.deadline <= now) {
            return Found.absent();
        }
        boolean hasOwnTime = value.deadline != NEVER;
        Duration remaining = Duration.ofNanos((hasOwnTime ? value.deadline : session.end) - now);
        Found found = want.holds(value.version)
                ? Found.unchanged(value.version, remaining, value.payload.bytes().length)
                : Found.present(value.version, remaining, value.payload);
        return hasOwnTime ? found.withOwnTime() : found;
    }

    @Override
    public synchronized WriteResult write(String id, List<Change> changes) {
        long now = now();
        Optional<Session> found = find(id, now);
        if (found.isEmpty()) {
            return WriteResult.GONE;
        }
        Session before = found.get().at(now);
        for (Change change : changes) {
            Value value = before.values.get(change.name());
            if (change.isConditional() && change.expectedVersion() != (value == null ? 0 : value.version)) {
                return WriteResult.CONFLICT;
            }
        }
        put(id, changed(before, changes, now));
        long removed = changes.stream()
                .filter(change -> change.payload().isEmpty() && before.values.containsKey(change.name()))
                .count();
        return WriteResult.applied(lastVersion, (int) removed);
    }

    /** With all the changes, at one new version. */
    private Session changed(Session session, List<Change> changes, long now) {
        Map<String, Value> values = new HashMap<>(session.values);
        long version = ++lastVersion;
        for (Change change : changes) {
            Value before = values.remove(change.name());
            long deadline = change.keepsTime() && before != null
                    ? before.deadline
                    : change.timeToLive().map(time -> now + time.toNanos()).orElse(NEVER);
            change.payload().ifPresent(payload -> values.put(change.name(), new Value(payload, version, deadline)));
        }
        return new Session(session.end, values);
    }

    private void put(String id, Session session) {
        long before = Optional.ofNullable(sessions.get(id)).map(Session::bytes).orElse(0L);
        long grown = session.bytes() - before;
        if (grown > 0 && usedBytes + grown > maxBytes) {
            throw new StoreFullException("the reference store is full; nothing was written");
        }
        usedBytes += grown;
        sessions.put(id, session);
    }

    @Override
    public synchronized boolean extend(String id, Duration lifetime) {
        long now = now();
        Optional<Session> found = find(id, now);
        found.ifPresent(session -> sessions.put(id, new Session(now + lifetime.toNanos(), session.values)));
        return found.isPresent();
    }

    @Override
    public synchronized boolean prolong(String id, Duration atLeast) {
        return find(id, now() + atLeast.toNanos()).isPresent() || extend(id, atLeast);
    }

    @Override
    public synchronized Set<String> names(String id) {
        long now = now();
        return find(id, now).map(session -> session.at(now).values.keySet()).orElse(Set.of());
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
        Optional.ofNullable(sessions.remove(id)).ifPresent(session -> usedBytes -= session.bytes());
    }

    @Override
    public synchronized Stream<String> ids() {
        long now = now();
        return List.copyOf(sessions.keySet()).stream()
                .filter(id -> find(id, now).isPresent())
                .toList()
                .stream();
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
        List.copyOf(sessions.keySet())
                .forEach(id -> find(id, now).ifPresentOrElse(session -> put(id, session.at(now)), () -> remove(id)));
    }

    @Override
    public synchronized void close() {
        sweeper.shutdown();
        sessions.clear();
    }
}
