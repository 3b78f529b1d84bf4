package dev.coatcheck.internal.move;

import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.memory.MemoryDataStore.WhenFull;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DriverContract;
import dev.coatcheck.testkit.StoreHooks;
import java.time.Duration;
import java.util.List;

/**
 * In the middle of a move, two stores keep the contract as one does: of the sessions some are still in the source, some were
 * handed over, and some began in the target.
 */
class MovingStoreContractTest extends DriverContract {
    /** Stands still, where the contract counts on versions. */
    @Override
    protected DataStore openStore() {
        DataStore source = new MemoryDataStore(1 << 28, WhenFull.REJECT);
        DataStore target = new MemoryDataStore(1 << 28, WhenFull.REJECT);
        MovingStore moving = new MovingStore(source, EpochStore.of(target, 1), new HandOver(source, target));
        return new DelegatingStore(moving) {
            @Override
            public boolean create(String id, Duration lifetime, List<Change> first) {
                return createSomewhere(source, moving, id, lifetime, first);
            }
        };
    }

    private static boolean createSomewhere(
            DataStore source, MovingStore moving, String id, Duration lifetime, List<Change> first) {
        int where = Math.floorMod(id.hashCode(), 3);
        if (where == 0 || moving.read(id, List.of()).isPresent()) {
            return moving.create(id, lifetime, first);
        }
        boolean created = source.create(id, lifetime, first);
        if (created && where == 1 && first.stream().noneMatch(change -> isAsLong(change, lifetime))) {
            moving.carry(id);
        }
        return created;
    }

    /** No store tells such a value from one that ends with its session, as docs/moving.md says. */
    private static boolean isAsLong(Change change, Duration lifetime) {
        return change.timeToLive().filter(lifetime::equals).isPresent();
    }

    @Override
    protected StoreHooks hooks() {
        return StoreHooks.none().countingHeld(store -> store.stats().bytes().orElseThrow());
    }
}
