package dev.coatcheck.memory;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One session. Writers take turns at its monitor, in which no code of others runs; readers take no lock but for what is
 * just over, and where several of many values are read. Times are nanoseconds of the store's clock.
 */
final class MemorySession extends NamedValues {
    private static final long ENDED = Long.MIN_VALUE;

    private final String id;
    private final StoreClock clock;
    private final Budget budget;
    private final Schedule schedule;
    /** When it is over; {@link #ENDED} once everything was given back. */
    private volatile long deadline;

    private long reserved;
    /** With its neighbours there this session's place in the schedule; the schedule's own. */
    Schedule.@Nullable Page page;

    @Nullable
    MemorySession previousOnPage;

    @Nullable
    MemorySession nextOnPage;

    /** When the session was last moved to the end of the order of idleness; the order's own. */
    volatile long movedAt = Long.MIN_VALUE;

    MemorySession(String id, StoreClock clock, Budget budget, Schedule schedule, long deadline) {
        this.id = id;
        this.clock = clock;
        this.budget = budget;
        this.schedule = schedule;
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
    synchronized void fill(List<Change> first, AtomicLong versions, long now) {
        schedule.lookAt(this, deadline);
        apply(first, Budget.SESSION, versions, now);
    }

    /** Empty where it is over, or its time was just set anew. */
    Optional<Slice> read(List<Want> wants) {
        StoredValue few = few();
        return few != null || wants.size() == 1 ? look(few, wants) : lookWithLock(wants);
    }

    /** While nobody changes anything. */
    private synchronized Optional<Slice> lookWithLock(List<Want> wants) {
        return look(few(), wants);
    }

    @SuppressWarnings("ReferenceEquality") // an equal list may be a later one
    private Optional<Slice> look(@Nullable StoredValue few, List<Want> wants) {
        long now = clock.now();
        long end = deadline;
        if (now >= end) {
            return Optional.empty();
        }
        Duration remaining = Duration.ofNanos(end - now);
        Found[] found = new Found[wants.size()];
        for (int i = 0; i < found.length; i++) {
            Want want = wants.get(i);
            StoredValue value = get(few, want.name());
            boolean isOver = value != null && !value.isLive(now);
            if (isOver && !Thread.holdsLock(this)) {
                // a write that came before the value's end may just be replacing it
                return lookWithLock(wants);
            }
            found[i] = value == null || isOver ? Found.absent() : value.found(want, remaining, now);
        }
        boolean isOfOneMoment = few == null ? deadline == end : few() == few;
        if (!isOfOneMoment && !Thread.holdsLock(this)) {
            return lookWithLock(wants);
        }
        // looked at last: what was found while the session was live is an answer as of that moment
        return isLive(now) ? Optional.of(new Slice(remaining, List.of(found))) : Optional.empty();
    }

    /** Empty where it is over, or its time was just set anew. */
    synchronized Optional<Set<String>> names() {
        long now = clock.now();
        Set<String> names = all().stream()
                .filter(value -> value.isLive(now))
                .map(StoredValue::name)
                .collect(Collectors.toSet());
        return isLive(now) ? Optional.of(names) : Optional.empty();
    }

    synchronized WriteResult write(List<Change> changes, AtomicLong versions) {
        // read here, so that writes which take turns do so in the order of time
        long now = clock.now();
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
        StoredValue value = get(name);
        return value == null || !value.isLive(now) ? 0 : value.version();
    }

    /** In two steps: where the first fails nothing has changed, and the second takes no memory. */
    private WriteResult apply(List<Change> changes, long besides, AtomicLong versions, long now) {
        long growth = besides + PlannedWrite.growth(changes, this);
        budget.reserve(growth);
        Runnable write;
        WriteResult result;
        try {
            PlannedWrite plan = new PlannedWrite(changes, this, versions.incrementAndGet(), now);
            result = WriteResult.applied(plan.version(), plan.removed());
            if (plan.firstEnd() != StoredValue.WITH_SESSION) {
                schedule.lookAt(this, plan.firstEnd());
            }
            write = prepare(plan.names(), plan.values());
        } catch (Throwable e) {
            budget.release(Math.max(growth, 0));
            throw e;
        }
        reserved += growth;
        budget.release(Math.max(-growth, 0));
        write.run();
        return result;
    }

    synchronized boolean extend(Duration lifetime) {
        long now = clock.now();
        if (!isLive(now)) {
            return false;
        }
        setDeadline(now + lifetime.toNanos());
        return true;
    }

    private void setDeadline(long next) {
        schedule.lookAt(this, next);
        deadline = next;
    }

    /** Leaves a session that has more time left as it is. */
    synchronized boolean prolong(Duration atLeast) {
        long now = clock.now();
        if (!isLive(now)) {
            return false;
        }
        if (deadline - now < atLeast.toNanos()) {
            setDeadline(now + atLeast.toNanos());
        }
        return true;
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
        return isLive(clock.now()) && end();
    }

    /** As {@link #end}, where it is over. False where it is live, too. */
    synchronized boolean endIfOver(long now) {
        return !isLive(now) && end();
    }

    /** As {@link #end}, where there is no value. False where there is one, or the session was over. */
    synchronized boolean endIfEmpty() {
        long now = clock.now();
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
                reserved -= value.size();
                budget.release(value.size());
            }
        }
        schedule.move(this, next);
    }
}
