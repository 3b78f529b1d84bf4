package dev.coatcheck.internal.move;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.ClaimableStore;
import dev.coatcheck.store.ClaimableStore.Claim;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.HeapStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.StoreStats;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store that a manager's sessions are in at the moment: one and the same until they are moved.
 *
 * <p>A call may have begun on a store that is no longer the current one, however long ago. For one that changes sessions,
 * whoever replaces the store waits, see {@link Callers}: it has then either found the new one, or is done with the old one.
 * Readers are not counted. Where the store was replaced while one was asking, what it has found may be a session that was
 * just leaving, or nothing: it asks the current one. Thread-safe.
 */
@SuppressWarnings("ReferenceEquality") // one place is in use after the other, and each is an object of its own
public final class CurrentStore implements DataStore {
    /** Where sessions are; one and no other, so there is no equal one. */
    static final class Place {
        private final DataStore store;
        private final DataStore driver;
        private final int epoch;
        private final Callers callers = new Callers();

        private Place(DataStore store, DataStore driver, int epoch) {
            this.store = store;
            this.driver = driver;
            this.epoch = epoch;
        }

        static Place of(DataStore driver, int epoch) {
            return new Place(EpochStore.of(driver, epoch), driver, epoch);
        }

        /** The same sessions by way of another store. */
        Place by(DataStore way) {
            return new Place(way, driver, epoch);
        }

        /** What is asked. */
        DataStore store() {
            return store;
        }

        /** The store itself, without what is around it. */
        DataStore driver() {
            return driver;
        }

        /** Of its versions. */
        int epoch() {
            return epoch;
        }
    }

    private volatile Place place;
    private @Nullable Mover mover;
    private boolean closed;

    /** Whether an id is that of what moves note in the stores, and no session's. */
    public static boolean isNote(String id) {
        return id.equals(Journal.ID) || id.equals(TargetMark.ID);
    }

    /** Begins with a store. */
    public CurrentStore(DataStore store) {
        this.place = Place.of(store, 0);
    }

    Place place() {
        return place;
    }

    /**
     * Moves all sessions to another store, and returns once that has begun; where it throws, nothing has changed.
     *
     * @param opening opens the other store
     */
    public synchronized Mover moveTo(Supplier<DataStore> opening) {
        if (mover != null && !mover.isOver()) {
            throw new IllegalStateException("the sessions are being moved already; wait for that move, or cancel it");
        }
        if (closed) {
            throw new IllegalStateException("the " + name() + " store is closed");
        }
        Place here = place;
        if (!(here.driver instanceof ClaimableStore claimable)) {
            throw new IllegalStateException("the sessions of a " + here.driver.name() + " store cannot be moved while"
                    + " the application runs: other processes may write them as well, and would not wait. Have the"
                    + " store replicate itself to where they are wanted (Redis and Valkey: REPLICAOF), or stop all"
                    + " that write there and copy the sessions");
        }
        if (here.epoch + 2 > EpochStore.LAST) {
            throw new IllegalStateException("the sessions were moved " + here.epoch
                    + " times in this process; restart it to move them once more");
        }
        Claim claim = claimable.claim();
        Mover next = null;
        try {
            next = begin(opening, claim);
            mover = next;
            return next;
        } finally {
            if (next == null) {
                claim.close();
            }
        }
    }

    private Mover begin(Supplier<DataStore> opening, Claim claim) {
        DataStore target = opening.get();
        boolean begun = false;
        try {
            target.ping();
            Mover next = new Mover(this, target, claim);
            next.start();
            begun = true;
            return next;
        } catch (StoreUnavailableException e) {
            throw new StoreUnavailableException(
                    "nothing was moved, and the sessions are where they were: " + e.getMessage(), e);
        } finally {
            if (!begun) {
                target.close();
            }
        }
    }

    /** Asks another store from now on; returns when nobody changes anything by the former way any more. */
    void replace(Place next) {
        Place former = place;
        place = next;
        former.callers.awaitNone();
    }

    /** Whether sessions are in this heap, and on their way to nowhere else. */
    public boolean isInHeap() {
        Place now = place;
        return now.driver instanceof HeapStore && !(now.store instanceof MovingStore);
    }

    private <T> T change(Function<DataStore, T> call) {
        while (true) {
            Place now = place;
            int count = now.callers.enter();
            try {
                if (now == place) {
                    return call.apply(now.store);
                }
            } finally {
                now.callers.leave(count);
            }
        }
    }

    @Override
    public Optional<Slice> read(String id, List<Want> wants) {
        Place asked = place;
        try {
            Optional<Slice> slice = asked.store.read(id, wants);
            if (asked == place) {
                return slice;
            }
        } catch (IllegalStateException closed) {
            requireReplaced(asked, closed);
        }
        return read(id, wants);
    }

    private void requireReplaced(Place asked, IllegalStateException closed) {
        if (asked == place) {
            throw closed;
        }
    }

    @Override
    public Set<String> names(String id) {
        Place asked = place;
        try {
            Set<String> names = asked.store.names(id);
            if (asked == place) {
                return names;
            }
        } catch (IllegalStateException closed) {
            requireReplaced(asked, closed);
        }
        return names(id);
    }

    @Override
    public boolean create(String id, Duration lifetime, List<Change> first) {
        return change(store -> store.create(id, lifetime, first));
    }

    @Override
    public WriteResult write(String id, List<Change> changes) {
        return change(store -> store.write(id, changes));
    }

    @Override
    public boolean extend(String id, Duration lifetime) {
        return change(store -> store.extend(id, lifetime));
    }

    @Override
    public boolean prolong(String id, Duration atLeast) {
        return change(store -> store.prolong(id, atLeast));
    }

    @Override
    public boolean delete(String id) {
        return change(store -> store.delete(id));
    }

    @Override
    public boolean deleteIfEmpty(String id) {
        return change(store -> store.deleteIfEmpty(id));
    }

    /**
     * Where sessions are moved meanwhile, those of the store that is current next come behind: so none is missing, and some
     * may come twice.
     */
    @Override
    public Stream<String> ids() {
        return Listing.of(new Listing.Places() {
            private @Nullable Place asked;

            @Override
            public Optional<Stream<String>> next() {
                Place now = place;
                if (now == asked) {
                    return Optional.empty();
                }
                asked = now;
                return Optional.of(now.store.ids());
            }

            @Override
            public boolean isLeft() {
                return asked != place;
            }
        });
    }

    @Override
    public StoreStats stats() {
        return change(DataStore::stats);
    }

    @Override
    public void ping() {
        change(store -> {
            store.ping();
            return store;
        });
    }

    @Override
    public String name() {
        return place.store.name();
    }

    /** Where sessions are being moved, that stops first: each is in one of the two stores then, and both are closed. */
    @Override
    public void close() {
        @Nullable Mover running;
        synchronized (this) {
            closed = true;
            running = mover;
        }
        if (running != null) {
            running.stop();
        }
        try {
            place.store.close();
        } finally {
            if (running != null) {
                running.release();
            }
        }
    }
}
