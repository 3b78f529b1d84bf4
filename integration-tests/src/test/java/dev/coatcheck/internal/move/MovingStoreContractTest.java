package dev.coatcheck.internal.move;

import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.memory.MemoryDataStore.WhenFull;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DriverContract;
import dev.coatcheck.testkit.StoreHooks;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * In the middle of a move, two stores keep the contract as one does: of the sessions some are still in the source, some were
 * handed over, and some began in the target.
 */
@Execution(ExecutionMode.CONCURRENT)
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
        // no move creates anything in its source, so that two do so at once is not its concern
        synchronized (source) {
            if (where == 0 || Ticket.isHash(id) || moving.read(id, List.of()).isPresent()) {
                return moving.create(id, lifetime, first);
            }
            boolean created = source.create(id, lifetime, first);
            if (created && where == 1) {
                moving.carry(id);
            }
            return created;
        }
    }

    @Override
    protected StoreHooks hooks() {
        return StoreHooks.none().countingHeld(store -> store.stats().bytes().orElseThrow());
    }
}
