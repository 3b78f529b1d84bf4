package dev.coatcheck.internal.move;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.internal.move.MovingStore.Sides;
import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.owner.OwnerIndex;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Found.State;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import dev.coatcheck.store.WriteResult.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The lists of owners' sessions while these are handed over. An owner may have one in either store: each session is on that
 * of the store where it is, so that whoever works on the target alone finds what is there. Who asks during the move is
 * answered of both; where the source alone can answer, the target may be away.
 *
 * <p>It is asked by {@link OwnerIndex} and nobody else, which is why some calls do less than a store's. Thread-safe.
 */
final class MovingLists {
    private final Gates gates;
    private final HandOver handOver;
    private final Supplier<Sides> sides;

    MovingLists(Gates gates, HandOver handOver, Supplier<Sides> sides) {
        this.gates = gates;
        this.handOver = handOver;
        this.sides = sides;
    }

    /** First where sessions go from: an entry is there until it is on the other list. */
    Set<String> names(String id) {
        return gates.together(id, () -> {
            Sides now = sides.get();
            Set<String> names = new HashSet<>(now.from().names(id));
            names.addAll(now.to().names(id));
            return names;
        });
    }

    Optional<Slice> read(String id, List<Want> wants) {
        return gates.together(id, () -> {
            Sides now = sides.get();
            Optional<Slice> here = now.from().read(id, wants);
            if (here.filter(MovingLists::isComplete).isPresent()) {
                return here;
            }
            Optional<Slice> there = now.to().read(id, wants);
            return here.isPresent() && there.isPresent()
                    ? Optional.of(both(here.get(), there.get()))
                    : here.or(() -> there);
        });
    }

    private static boolean isComplete(Slice slice) {
        return !slice.values().isEmpty() && slice.values().stream().noneMatch(found -> found.state() == State.ABSENT);
    }

    private static Slice both(Slice here, Slice there) {
        List<Found> values = new ArrayList<>(here.values());
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).state() == State.ABSENT) {
                values.set(i, there.values().get(i));
            }
        }
        boolean isHereLonger = here.remaining().compareTo(there.remaining()) > 0;
        return new Slice(isHereLonger ? here.remaining() : there.remaining(), values);
    }

    /** An entry goes where its session is; what is removed may be in either. */
    WriteResult write(String id, List<Change> changes) {
        return gates.together(id, () -> {
            if (changes.stream().anyMatch(change -> change.payload().isPresent())) {
                changes.forEach(change -> enter(id, change));
                return WriteResult.applied(0, 0);
            }
            WriteResult here = remove(sides.get().source(), id, changes);
            return here.removed() == changes.size()
                    ? here
                    : both(here, remove(sides.get().target(), id, changes));
        });
    }

    @SuppressWarnings("ReferenceEquality") // one of the two, and not one like it
    private void enter(String id, Change entry) {
        gates.together(entry.name(), () -> {
            DataStore store = handOver.onlyAtBeginningOf(entry.name())
                    .map(way -> sides.get().atBeginningOf(way == handOver.forth()))
                    .orElseGet(() -> sides.get().having(entry.name()));
            if (store == sides.get().target()) {
                handOver.inTarget().add(id);
            }
            new OwnerIndex(store, new Owner(id))
                    .enter(entry.name(), entry.timeToLive().orElseThrow());
            return id;
        });
    }

    /** With the list itself, where nothing is left on it. */
    private static WriteResult remove(DataStore store, String id, List<Change> removals) {
        WriteResult result = store.write(id, removals);
        if (result.removed() > 0) {
            store.deleteIfEmpty(id);
        }
        return result;
    }

    private static WriteResult both(WriteResult here, WriteResult there) {
        if (there.outcome() != Outcome.APPLIED) {
            return here.outcome() == Outcome.GONE ? there : here;
        }
        return WriteResult.applied(there.version(), here.removed() + there.removed());
    }

    /** As {@link #write}: where the entry belongs there may be a list. */
    boolean create(String id, List<Change> entries) {
        write(id, entries);
        return true;
    }

    /** Whether there is a list. Its time is set with the entry that wants it. */
    boolean prolong(String id) {
        Sides now = sides.get();
        if (now.source().read(id, List.of()).isPresent()) {
            return true;
        }
        try {
            return now.target().read(id, List.of()).isPresent();
        } catch (StoreUnavailableException e) {
            // an entry that belongs there finds out; one that does not goes on without
            return false;
        }
    }

    /** Not here: what removes the last entry has done it. */
    boolean deleteIfEmpty() {
        return false;
    }
}
