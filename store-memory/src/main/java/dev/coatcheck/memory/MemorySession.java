package dev.coatcheck.memory;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One session's values. Writers take turns at its monitor, in which no code of others runs; readers take no lock but
 * for what is just over, and look again where a write of several values was under way. Times are nanoseconds of the store's clock.
 */
final class MemorySession extends NamedValues {
    private static final int FIRST_LOOKS = 8;

    private static final long ENDED = Long.MIN_VALUE;

    private final String id;
    private final MemoryDataStore store;
    private final Budget budget;
    /** When it is over; {@link #ENDED} once everything was given back. */
    private volatile long deadline;
    /** Odd while a write of several values is under way. */
    private volatile long sequence;

    private long reserved;
    /** With its neighbours there this session's place in the schedule; the schedule's own. */
    Schedule.@Nullable Page page;

    @Nullable
    MemorySession previousOnPage;

    @Nullable
    MemorySession nextOnPage;

    /** When the session was last moved to the end of the order of idleness; the order's own. */
    volatile long movedAt = Long.MIN_VALUE;

    MemorySession(String id, MemoryDataStore store, Budget budget, long deadline) {
        this.id = id;
        this.store = store;
        this.budget = budget;
        this.deadline = deadline;
    }

    String id() {
        return id;
    }

    boolean isLive(long now) {
        return now < deadline;
    }

    boolean hasEnded() {
        return deadline == ENDED;
    }

    /** Puts the first values, and reserves the room of the session itself with theirs. */
    synchronized WriteResult fill(List<Change> first, AtomicLong versions, long now) {
        store.lookAt(this, deadline);
        return apply(first, Budget.SESSION, versions, now);
    }

    Optional<Slice> read(List<Want> wants) {
        return wants.size() > 1 ? whole(() -> look(wants)) : look(wants);
    }

    private Optional<Slice> look(List<Want> wants) {
        long now = store.timeOfRead(this);
        if (isOver(now)) {
            return Optional.empty();
        }
        Duration remaining = Duration.ofNanos(deadline - now);
        List<Found> found =
                wants.size() == 1 ? List.of(find(wants.get(0), remaining, now)) : findAll(wants, remaining, now);
        // looked at last: what was found while the session was live is an answer as of that moment
        return isLive(now) ? Optional.of(new Slice(remaining, found)) : Optional.empty();
    }

    /** Ends a session whose time is over, so that no call which came a moment earlier prolongs what was found over. */
    private boolean isOver(long now) {
        return !isLive(now) && store.endIfOver(this, now);
    }

    private @Nullable StoredValue live(String name, long now) {
        StoredValue value = get(name);
        return value == null || value.isLive(now) ? value : liveAfterWrites(name, now);
    }

    /** A write that came before the value's end may just be replacing it. */
    private synchronized @Nullable StoredValue liveAfterWrites(String name, long now) {
        StoredValue value = get(name);
        return value != null && value.isLive(now) ? value : null;
    }

    private Found find(Want want, Duration sessionRemaining, long now) {
        StoredValue value = live(want.name(), now);
        return value == null ? Found.absent() : value.found(want, sessionRemaining, now);
    }

    private List<Found> findAll(List<Want> wants, Duration remaining, long now) {
        Found[] found = new Found[wants.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = find(wants.get(i), remaining, now);
        }
        return Arrays.asList(found);
    }

    /** What is seen where no write of several values is under way. */
    private <T> T whole(Supplier<T> look) {
        for (int i = 0; i < FIRST_LOOKS; i++) {
            long before = sequence;
            T seen = look.get();
            if (before % 2 == 0 && before == sequence) {
                return seen;
            }
        }
        synchronized (this) {
            return look.get();
        }
    }

    synchronized WriteResult write(List<Change> changes, AtomicLong versions) {
        // read here, so that writes which take turns do so in the order of time
        long now = store.now();
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

    /** In two steps: where the first fails nothing has changed, and the second takes no memory. */
    private WriteResult apply(List<Change> changes, long besides, AtomicLong versions, long now) {
        long growth = besides;
        for (Change change : changes) {
            growth += growth(change);
        }
        if (growth > 0 && !budget.reserve(growth)) {
            throw new Budget.Exceeded(growth);
        }
        @Nullable StoredValue[] values;
        WriteResult result;
        try {
            long version = versions.incrementAndGet();
            values = values(changes, version, now);
            result = WriteResult.applied(version, removed(changes, now));
            makePlaces(values);
        } catch (Throwable e) {
            budget.release(Math.max(growth, 0));
            throw e;
        }
        reserved += growth;
        if (growth < 0) {
            budget.release(-growth);
        }
        exchange(changes, values);
        return result;
    }

    private long growth(Change change) {
        StoredValue old = get(change.name());
        long before = old == null ? 0 : Budget.ofValue(change.name(), old.size());
        return change.payload()
                        .map(payload -> Budget.ofValue(change.name(), payload.bytes().length))
                        .orElse(0L)
                - before;
    }

    /** What the changes put, and null for each that removes; all on the calendar. */
    private @Nullable StoredValue[] values(List<Change> changes, long version, long now) {
        @Nullable StoredValue[] values = new StoredValue[changes.size()];
        for (int i = 0; i < values.length; i++) {
            Change change = changes.get(i);
            Payload payload = change.payload().orElse(null);
            if (payload != null) {
                long own = deadline(change, get(change.name()), now);
                values[i] = new StoredValue(change.name(), payload, version, own);
                if (own != StoredValue.WITH_SESSION) {
                    store.lookAt(this, own);
                }
            }
        }
        return values;
    }

    /** How many values the changes take away. */
    private int removed(List<Change> changes, long now) {
        int removed = 0;
        for (Change change : changes) {
            StoredValue old = change.payload().isPresent() ? null : get(change.name());
            removed += old != null && old.isLive(now) ? 1 : 0;
        }
        return removed;
    }

    private void exchange(List<Change> changes, @Nullable StoredValue[] values) {
        boolean several = values.length > 1;
        // a reader of several values sees that one of them is about to change
        sequence = several ? sequence + 1 : sequence + 2;
        try {
            for (int i = 0; i < values.length; i++) {
                StoredValue value = values[i];
                if (value == null) {
                    remove(changes.get(i).name());
                } else {
                    put(value);
                }
            }
        } finally {
            sequence = several ? sequence + 1 : sequence;
        }
    }

    private static long deadline(Change change, @Nullable StoredValue old, long now) {
        if (change.keepsTime()) {
            return old != null && old.isLive(now) ? old.deadline() : StoredValue.WITH_SESSION;
        }
        return change.timeToLive().map(time -> now + time.toNanos()).orElse(StoredValue.WITH_SESSION);
    }

    synchronized boolean extend(Duration lifetime) {
        return extend(lifetime, store.now());
    }

    private synchronized boolean extend(Duration lifetime, long now) {
        if (!isLive(now)) {
            return false;
        }
        long next = now + lifetime.toNanos();
        store.lookAt(this, next);
        deadline = next;
        return true;
    }

    /** Leaves a session that has more time left as it is. */
    synchronized boolean prolong(Duration atLeast) {
        long now = store.now();
        return isLive(now) && (deadline - now >= atLeast.toNanos() || extend(atLeast, now));
    }

    Set<String> names() {
        long now = store.now();
        if (isOver(now)) {
            return Set.of();
        }
        Set<String> names = whole(() -> names(store.now()));
        return isLive(now) ? names : Set.of();
    }

    private Set<String> names(long now) {
        return all().stream()
                .filter(value -> value.isLive(now))
                .map(StoredValue::name)
                .collect(Collectors.toSet());
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
        budget.release(reserved);
        reserved = 0;
        clear();
        return true;
    }

    /** As {@link #end}. False where it was over. */
    synchronized boolean endIfLive() {
        return isLive(store.now()) && end();
    }

    /** As {@link #end}, where it is over. False where it is live, too. */
    synchronized boolean endIfOver(long now) {
        return !isLive(now) && end();
    }

    /** As {@link #end}, where there is no value. False where there is one, or the session was over. */
    synchronized boolean endIfEmpty() {
        long now = store.now();
        return isLive(now) && all().stream().noneMatch(value -> value.isLive(now)) && end();
    }

    /** Gives back what is over of a session that is not. */
    synchronized void sweep(long now) {
        if (!isLive(now)) {
            return;
        }
        long next = deadline;
        for (StoredValue value : all()) {
            if (value.isLive(now)) {
                next = Math.min(next, value.deadline());
            } else {
                remove(value.name());
                long size = Budget.ofValue(value.name(), value.size());
                reserved -= size;
                budget.release(size);
            }
        }
        store.lookNextAt(this, next);
    }
}
