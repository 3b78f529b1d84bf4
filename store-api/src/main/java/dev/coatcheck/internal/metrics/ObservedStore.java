package dev.coatcheck.internal.metrics;

import dev.coatcheck.CallObserver;
import dev.coatcheck.StoreCall;
import dev.coatcheck.StoreCall.Operation;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.RetryTellingStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.StoreStats;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells observers of the calls to a store. All that a manager's sessions ask goes through here, and nothing else does; so
 * this is the one place where a call is measured. While nobody observes, a call costs one read of memory more.
 * Thread-safe.
 */
public final class ObservedStore implements DataStore {
    private static final long UNTIMED = -1;

    private final DataStore store;
    private final BooleanSupplier isInHeap;
    private final Listeners<CallObserver> observers = new Listeners<>("call observer");
    private final Retries retries = new Retries();
    private volatile boolean areRetriesTold;

    /**
     * Observes what is asked of a store.
     *
     * @param isInHeap whether its reads are not worth being measured, which may change
     */
    public ObservedStore(DataStore store, BooleanSupplier isInHeap) {
        this.store = store;
        this.isInHeap = isInHeap;
    }

    /** One more is told from now on. */
    public void add(CallObserver observer) {
        observers.add(observer);
    }

    /** Counts the retries of a driver that is asked from now on, if it tells them. */
    public void countRetriesOf(DataStore driver) {
        if (driver instanceof RetryTellingStore telling) {
            telling.addRetryListener(retries::add);
            areRetriesTold = true;
        }
    }

    /** A value was given out that is kept, and the store was not asked. */
    public void answeredUnasked() {
        if (!observers.isEmpty()) {
            tell(Operation.READ, Answered.UNASKED, UNTIMED, 0);
        }
    }

    private <T> T observe(Operation operation, Supplier<T> call, Function<T, Answered> answered) {
        boolean isRead = operation == Operation.READ || operation == Operation.NAMES;
        boolean isTimed = !isRead || !isInHeap.getAsBoolean();
        Retries.@Nullable Count count = areRetriesTold ? retries.begin() : null;
        Answered what = Answered.FAILED;
        long began = isTimed ? System.nanoTime() : 0;
        try {
            T answer = call.get();
            what = whatWas(answer, answered);
            return answer;
        } catch (StoreUnavailableException e) {
            what = Answered.UNAVAILABLE;
            throw e;
        } catch (StoreFullException e) {
            what = Answered.FULL;
            throw e;
        } finally {
            long nanos = isTimed ? System.nanoTime() - began : UNTIMED;
            tell(operation, what, nanos, count == null ? 0 : retries.end(count));
        }
    }

    private static <T> Answered whatWas(T answer, Function<T, Answered> answered) {
        try {
            return answered.apply(answer);
        } catch (OutOfMemoryError e) {
            return Answered.DONE;
        }
    }

    private void tell(Operation operation, Answered what, long nanos, int retried) {
        try {
            Optional<Duration> duration = nanos == UNTIMED ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
            StoreCall call = new StoreCall(
                    store.name(), operation, what.outcome(), duration, retried, what.found(), what.kept());
            observers.tell(observer -> observer.called(call));
        } catch (OutOfMemoryError e) {
            // what the store has done is done, and its caller is told that; nobody else is
        }
    }

    @Override
    public boolean create(String id, Duration lifetime, List<Change> first) {
        return observers.isEmpty()
                ? store.create(id, lifetime, first)
                : observe(Operation.CREATE, () -> store.create(id, lifetime, first), Answered::ifFree);
    }

    @Override
    public Optional<Slice> read(String id, List<Want> wants) {
        return observers.isEmpty()
                ? store.read(id, wants)
                : observe(Operation.READ, () -> store.read(id, wants), slice -> Answered.of(slice, wants));
    }

    @Override
    public WriteResult write(String id, List<Change> changes) {
        return observers.isEmpty()
                ? store.write(id, changes)
                : observe(Operation.WRITE, () -> store.write(id, changes), Answered::of);
    }

    @Override
    public boolean extend(String id, Duration lifetime) {
        return observers.isEmpty()
                ? store.extend(id, lifetime)
                : observe(Operation.EXTEND, () -> store.extend(id, lifetime), Answered::ifLive);
    }

    @Override
    public boolean prolong(String id, Duration atLeast) {
        return observers.isEmpty()
                ? store.prolong(id, atLeast)
                : observe(Operation.EXTEND, () -> store.prolong(id, atLeast), Answered::ifLive);
    }

    /** A session without any name is none: each has its ticket's proof. */
    @Override
    public Set<String> names(String id) {
        return observers.isEmpty()
                ? store.names(id)
                : observe(Operation.NAMES, () -> store.names(id), names -> Answered.ifLive(!names.isEmpty()));
    }

    @Override
    public boolean delete(String id) {
        return observers.isEmpty()
                ? store.delete(id)
                : observe(Operation.DELETE, () -> store.delete(id), Answered::ifLive);
    }

    /** That it is not empty is an answer as good as that it was. */
    @Override
    public boolean deleteIfEmpty(String id) {
        return observers.isEmpty()
                ? store.deleteIfEmpty(id)
                : observe(Operation.DELETE, () -> store.deleteIfEmpty(id), deleted -> Answered.DONE);
    }

    @Override
    public void ping() {
        if (observers.isEmpty()) {
            store.ping();
            return;
        }
        observe(
                Operation.PING,
                () -> {
                    store.ping();
                    return true;
                },
                answered -> Answered.DONE);
    }

    /** Not observed: for administration, and answered while it is read. */
    @Override
    public Stream<String> ids() {
        return store.ids();
    }

    /** Not observed: who observes calls looks at the figures, too. */
    @Override
    public StoreStats stats() {
        return store.stats();
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public void close() {
        store.close();
    }
}
