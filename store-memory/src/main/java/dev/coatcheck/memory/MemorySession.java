package dev.coatcheck.memory;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.SessionReader;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One session's values. Writers take turns at its monitor, in which no code of others runs; readers take no lock, and
 * look again where a write of several values was under way. Times are nanoseconds of the store's clock.
 */
final class MemorySession extends NamedValues implements SessionReader {
    private static final int FIRST_LOOKS = 8;

    /** The coarse time may lag behind by as much, where other threads keep the clock's from running. */
    private static final long COARSE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final long ENDED = Long.MIN_VALUE;
    private static final long ALWAYS = Long.MIN_VALUE;

    private final String id;
    private final MemoryDataStore store;
    private final Budget budget;
    /** When it is over; {@link #ENDED} once everything was given back. */
    private volatile long deadline;
    /** From then on the coarse time will not do, since something of this session ends soon. */
    private volatile long exactFrom;
    /** Odd while a write of several values is under way. */
    private volatile long sequence;

    private long reserved;
    /** Of this session's place in the schedule; the schedule's own. */
    long scheduledTick = Schedule.NOWHERE;
    /** When the session was last moved to the end of the order of idleness; the order's own. */
    volatile long movedAt = Long.MIN_VALUE;

    MemorySession(String id, MemoryDataStore store, Budget budget, long deadline) {
        this.id = id;
        this.store = store;
        this.budget = budget;
        this.deadline = deadline;
        this.exactFrom = deadline - COARSE_NANOS;
    }

    String id() {
        return id;
    }

    boolean isLive(long now) {
        return now < deadline;
    }

    boolean needsExactTime(long coarse) {
        return coarse >= exactFrom;
    }

    /** Puts the first values, and reserves the room of the session itself with theirs. */
    synchronized void fill(List<Change> first, AtomicLong versions, long now) {
        apply(first, Budget.SESSION, versions, now);
    }

    @Override
    public Optional<Slice> read(List<Want> wants) {
        long now = store.timeOfRead(this);
        Duration remaining = Duration.ofNanos(deadline - now);
        List<Found> found =
                wants.size() == 1 ? List.of(find(wants.get(0), remaining, now)) : findAll(wants, remaining, now);
        // looked at last: what was found while the session was live is an answer as of that moment
        return isLive(now) ? Optional.of(new Slice(remaining, found)) : Optional.empty();
    }

    @Override
    public @Nullable StoredValue local(String name) {
        long now = store.timeOfRead(this);
        StoredValue value = live(name, now);
        return isLive(now) ? value : null;
    }

    private @Nullable StoredValue live(String name, long now) {
        StoredValue value = get(name);
        return value != null && value.isLive(now) ? value : null;
    }

    private Found find(Want want, Duration sessionRemaining, long now) {
        StoredValue value = live(want.name(), now);
        return value == null ? Found.absent() : value.found(want, sessionRemaining, now);
    }

    private List<Found> findAll(List<Want> wants, Duration remaining, long now) {
        for (int look = 0; look < FIRST_LOOKS; look++) {
            long before = sequence;
            List<Found> found = collect(wants, remaining, now);
            if (before % 2 == 0 && before == sequence) {
                return found;
            }
        }
        synchronized (this) {
            return collect(wants, remaining, now);
        }
    }

    private List<Found> collect(List<Want> wants, Duration remaining, long now) {
        Found[] found = new Found[wants.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = find(wants.get(i), remaining, now);
        }
        return Arrays.asList(found);
    }

    synchronized WriteResult write(List<Change> changes, AtomicLong versions, long now) {
        if (!isLive(now)) {
            return WriteResult.GONE;
        }
        for (Change change : changes) {
            if (change.isConditional() && change.expectedVersion() != version(change.name(), now)) {
                return WriteResult.CONFLICT;
            }
        }
        return apply(changes, 0, versions, now);
    }

    private long version(String name, long now) {
        StoredValue value = live(name, now);
        return value == null ? 0 : value.version();
    }

    private WriteResult apply(List<Change> changes, long besides, AtomicLong versions, long now) {
        long growth = besides;
        for (Change change : changes) {
            growth += growth(change);
        }
        if (growth > 0 && !budget.reserve(growth)) {
            throw new Budget.Exceeded(growth);
        }
        long version = versions.incrementAndGet();
        int removed = 0;
        boolean several = changes.size() > 1;
        sequence = several ? sequence + 1 : sequence;
        for (Change change : changes) {
            removed += apply(change, version, now);
        }
        sequence = several ? sequence + 1 : sequence;
        reserved += growth;
        if (growth < 0) {
            budget.release(-growth);
        }
        return WriteResult.applied(version, removed);
    }

    private long growth(Change change) {
        StoredValue old = get(change.name());
        long before = old == null ? 0 : Budget.ofValue(change.name(), old.size());
        return change.bytes()
                        .map(bytes -> Budget.ofValue(change.name(), bytes.length))
                        .orElse(0L)
                - before;
    }

    /** How many values it took away. */
    private int apply(Change change, long version, long now) {
        StoredValue old = get(change.name());
        Optional<byte[]> bytes = change.bytes();
        if (bytes.isPresent()) {
            long own = deadline(change, old, now);
            if (own != StoredValue.WITH_SESSION) {
                exactFrom = ALWAYS;
            }
            put(new StoredValue(change.name(), bytes.get().clone(), version, own));
            return 0;
        }
        if (old != null) {
            remove(old);
        }
        return old != null && old.isLive(now) ? 1 : 0;
    }

    private static long deadline(Change change, @Nullable StoredValue old, long now) {
        if (change.keepsTime()) {
            return old != null && old.isLive(now) ? old.deadline() : StoredValue.WITH_SESSION;
        }
        return change.timeToLive().map(time -> now + time.toNanos()).orElse(StoredValue.WITH_SESSION);
    }

    synchronized boolean extend(Duration lifetime, long now) {
        if (!isLive(now)) {
            return false;
        }
        deadline = now + lifetime.toNanos();
        exactFrom = exactFrom == ALWAYS ? ALWAYS : deadline - COARSE_NANOS;
        return true;
    }

    /** Leaves a session that has more time left as it is. */
    synchronized boolean prolong(Duration atLeast, long now) {
        return deadline - now >= atLeast.toNanos() ? isLive(now) : extend(atLeast, now);
    }

    Set<String> names(long now) {
        return isLive(now)
                ? all().stream()
                        .filter(value -> value.isLive(now))
                        .map(StoredValue::name)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    /** The bytes of the budget that this session takes. */
    synchronized long reserved() {
        return reserved;
    }

    /** Gives everything back. False where that was done before. */
    synchronized boolean end() {
        if (deadline == ENDED) {
            return false;
        }
        deadline = ENDED;
        clear();
        budget.release(reserved);
        reserved = 0;
        return true;
    }

    /** As {@link #end}, where there is no value. False where there is one, or the session was over. */
    synchronized boolean endIfEmpty(long now) {
        return isLive(now) && all().stream().noneMatch(value -> value.isLive(now)) && end();
    }

    /** Gives back what is over. */
    synchronized void sweep(long now) {
        for (StoredValue value : all()) {
            if (!value.isLive(now)) {
                remove(value);
                long size = Budget.ofValue(value.name(), value.size());
                reserved -= size;
                budget.release(size);
            }
        }
    }

    /** When something of this session is over next. */
    synchronized long nextDeadline() {
        return all().stream().mapToLong(StoredValue::deadline).reduce(deadline, Math::min);
    }
}
