package dev.coatcheck.internal.move;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Tells versions so that no other store of the same manager tells the same: in the upper eight bits of each stands the
 * number of an epoch. The store that a manager begins with is epoch 0, whose versions are told as they are; each store
 * that sessions are moved to is the next one, for as long as it is in use.
 *
 * <p>Why for so long, and not only during the move: a version is held by whoever has read a value, through code of the
 * application's too, which takes its time. So one of the first store may be asked for at any later time. Here it is seen
 * to be of another epoch, and is no version that the driver could have. Hence:
 *
 * <ul>
 *   <li>A value that is kept of one store is never taken for unchanged by another: the driver is asked for its bytes.
 *   <li>A write at the version of one store is in conflict with the other's, as if somebody had written in between; whoever
 *       made it reads again.
 *   <li>A later epoch's versions are higher, so they grow within a session which is moved, and what is kept of it in one
 *       store never hides what was written in the next.
 * </ul>
 *
 * <p>Thread-safe.
 */
final class EpochStore extends DelegatingStore {
    /** The number of the last epoch that there can be: versions are positive. */
    static final int LAST = 127;

    private static final int BITS = 56;

    /** Higher than any version of a driver: its microseconds last until the year 4253. */
    private static final long NEVER = (1L << BITS) - 1;

    private final DataStore driver;
    private final long epoch;

    private EpochStore(DataStore driver, int epoch) {
        super(driver);
        this.driver = driver;
        this.epoch = (long) epoch << BITS;
    }

    /** The store as it tells its versions in an epoch. */
    static DataStore of(DataStore driver, int epoch) {
        return epoch == 0 ? driver : new EpochStore(driver, epoch);
    }

    private long told(long version) {
        if (version >= NEVER) {
            throw new IllegalStateException("the driver of the " + driver.name() + " store gives the version " + version
                    + "; sessions can be moved between stores whose versions are less than 2^56");
        }
        return version == 0 ? 0 : epoch | version;
    }

    /** What stands for a version that is held, or wanted; none of the driver's where it is of another epoch. */
    private long asked(long version) {
        if (version <= 0) {
            return version;
        }
        return (version & ~NEVER) == epoch ? version & NEVER : NEVER;
    }

    @Override
    public Optional<Slice> read(String id, List<Want> wants) {
        return driver.read(id, each(wants, this::asked))
                .map(slice -> new Slice(slice.remaining(), each(slice.values(), this::told)));
    }

    /** Mostly there is one. */
    private static <T> List<T> each(List<T> items, UnaryOperator<T> change) {
        return items.size() == 1
                ? List.of(change.apply(items.get(0)))
                : items.stream().map(change).toList();
    }

    private Want asked(Want want) {
        return want.heldVersion() <= 0 ? want : new Want(want.name(), asked(want.heldVersion()));
    }

    private Found told(Found found) {
        return found.state() == Found.State.ABSENT ? found : found.at(told(found.version()));
    }

    @Override
    public WriteResult write(String id, List<Change> changes) {
        WriteResult result = driver.write(id, each(changes, this::asked));
        return new WriteResult(result.outcome(), told(result.version()), result.removed());
    }

    private Change asked(Change change) {
        return change.expectedVersion() <= 0 ? change : change.ifVersion(asked(change.expectedVersion()));
    }
}
