package dev.coatcheck.internal.move;

import dev.coatcheck.internal.move.Standing.State;
import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import dev.coatcheck.store.WriteResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hands over one session from one store to the other, in steps of which each leaves it in use in exactly one of them,
 * whoever fails or dies in between:
 *
 * <ol>
 *   <li>It is read whole, and created in the other store as one that is <em>arriving</em>: no ticket opens it there.
 *   <li>In one write, at the version that was read, it has <em>departed</em> here: no ticket opens it here either. This step
 *       decides, and is never taken back.
 *   <li>In one write, at the version that was read, it is in use there.
 *   <li>It is deleted here.
 * </ol>
 *
 * <p>Why not simply created there and deleted here, or the other way round? Between the two it would be in use in both, or
 * in neither. Who is started after a crash has one of the stores alone, and somebody ends the session there: the other
 * store's would bring it back. As it is, who has one store alone has each session that is in use there and none else, and
 * what is on its way is told for sure by who has both: it has departed, and then it arrives, if it is still arriving; or
 * it has not, and then what has arrived is thrown away.
 *
 * <p>An answer may be lost. Of the first step, nobody cares: the session goes on where it is, and what may have arrived is
 * replaced by the next try. Of the second, a write tells that is in conflict if the step was done, and makes it impossible
 * if it was not, also one that the network delivers later. The third and the fourth are made again until there is an
 * answer; meanwhile the session's callers do the same, and get what the store throws.
 *
 * <p>A session's entry on the list of its owner goes along, see {@link Entries}: it is on the other store's before the
 * session departs, and is taken from the list here once it has arrived. What has no proof and is no such list is handed
 * over otherwise: it is added to what the other store has under its id, and then deleted here.
 *
 * <p>For callers who hold the id's gate: {@link #carry} and {@link #reconcile} alone, the others together. Thread-safe.
 */
final class HandOver {
    /** Others may end it each time; more would be no accident. */
    private static final int TURNS = 100;

    /**
     * What is not known for sure.
     *
     * @param departing how it stood when it was about to depart; null where it was not, and is in use where it was
     */
    private record Doubt(Way way, @Nullable Standing departing) {}

    private final Way forth;
    private final Way back;
    private final ConcurrentHashMap<String, Doubt> doubts = new ConcurrentHashMap<>();
    private final AtomicLong moved = new AtomicLong();
    private final Set<String> inTarget = ConcurrentHashMap.newKeySet();

    HandOver(DataStore source, DataStore target) {
        this.forth = new Way(source, target);
        this.back = new Way(target, source);
    }

    Way forth() {
        return forth;
    }

    Way back() {
        return back;
    }

    /** The ids of what this move has brought to the target, or begun there, and what is not known to have ended since. */
    Set<String> inTarget() {
        return inTarget;
    }

    /** Hands a session over, if there is one. */
    void carry(String id, Way way) {
        Doubt doubt = doubts.get(id);
        if (doubt != null && doubt.way() != way) {
            reconcile(id);
        }
        onlyAtBeginningOf(id);
        boolean goesOn = true;
        while (goesOn) {
            Standing standing = Standing.in(way.from(), id);
            goesOn = false;
            switch (standing.state()) {
                case NONE -> cleanUp(id, way);
                case WITHOUT_PROOF -> carryWithoutProof(id, way);
                case IN_USE -> goesOn = !depart(id, way, standing);
                case ARRIVING, DEPARTED -> reconcile(id);
            }
        }
    }

    private void cleanUp(String id, Way way) {
        if (doubts.containsKey(id)) {
            // whoever has found out about it meanwhile may have brought it there, in use
            if (Standing.in(way.to(), id).is(State.ARRIVING)) {
                way.to().delete(id);
            }
            doubts.remove(id);
        }
        if (way == back) {
            inTarget.remove(id);
        }
    }

    /** False where somebody else has written it meanwhile. */
    private boolean depart(String id, Way way, Standing standing) {
        doubts.put(id, new Doubt(way, null));
        if (!way.stage(id)) {
            cleanUp(id, way);
            return true;
        }
        Optional<String> list = Entries.enter(id, way, standing);
        if (way == forth) {
            list.ifPresent(inTarget::add);
        }
        doubts.put(id, new Doubt(way, standing));
        WriteResult decision = way.from().write(id, List.of(standing.departing()));
        switch (decision.outcome()) {
            case APPLIED -> {
                arrive(id, way);
                doubts.remove(id);
            }
            case GONE -> cleanUp(id, way);
            case CONFLICT -> doubts.put(id, new Doubt(way, null));
        }
        return decision.outcome() != Outcome.CONFLICT;
    }

    /** Steps three and four; whoever else does them at the same time does no harm. */
    private void arrive(String id, Way way) {
        Standing there = Standing.in(way.to(), id);
        if (there.is(State.ARRIVING)) {
            way.to().write(id, List.of(there.arrived()));
        }
        // before it is deleted here: where that fails, it is known all the same
        noteArrival(id, way);
        way.from().delete(id);
        there.owner().ifPresent(owner -> Entries.remove(id, way.from(), owner));
    }

    private void noteArrival(String id, Way way) {
        // others may do the last step as well
        boolean isFirst = way == forth ? inTarget.add(id) : inTarget.remove(id);
        if (isFirst && Ticket.isId(id)) {
            moved.addAndGet(way == forth ? 1 : -1);
        }
    }

    /** How many visitors' sessions were brought to the target, less those that were brought back. */
    long moved() {
        return Math.max(0, moved.get());
    }

    /** The ids of which it is not known for sure where they are, or whether there is something left to be thrown away. */
    Set<String> doubtful() {
        return doubts.keySet();
    }

    /**
     * The way whose beginning is the only store to ask for a session, where there is one: its end may have it as well, not
     * in use. Finds out about a session that may have departed.
     */
    Optional<Way> onlyAtBeginningOf(String id) {
        Doubt doubt = doubts.get(id);
        while (doubt != null && doubt.departing() != null) {
            settle(id, doubt, doubt.departing());
            doubt = doubts.get(id);
        }
        return doubt == null ? Optional.empty() : Optional.of(doubt.way());
    }

    private void settle(String id, Doubt doubt, Standing standing) {
        Way way = doubt.way();
        Doubt stayed = new Doubt(way, null);
        switch (way.from().write(id, List.of(standing.staying())).outcome()) {
            case APPLIED -> doubts.replace(id, doubt, stayed);
            case CONFLICT -> {
                Standing here = Standing.in(way.from(), id);
                if (here.is(State.DEPARTED)) {
                    arrive(id, way);
                    doubts.remove(id, doubt);
                } else if (!here.is(State.NONE)) {
                    doubts.replace(id, doubt, stayed);
                }
                // where nothing is left, another caller has done it since: the next look finds that
            }
            // another caller has just done all that; or its time was over
            case GONE -> {
                if (Standing.in(way.to(), id).is(State.ARRIVING)) {
                    doubts.replace(id, doubt, stayed);
                } else {
                    doubts.remove(id, doubt);
                }
            }
        }
    }

    /** Brings to its end what a process that died has left of a session in two stores. */
    void reconcile(String id) {
        State inSource = Standing.in(forth.from(), id).state();
        State inTarget = Standing.in(forth.to(), id).state();
        if (inSource == State.DEPARTED) {
            arrive(id, forth);
        } else if (inTarget == State.DEPARTED) {
            arrive(id, back);
        } else if (inTarget == State.ARRIVING) {
            forth.to().delete(id);
        } else if (inSource == State.ARRIVING) {
            forth.from().delete(id);
        }
        doubts.remove(id);
    }

    private void carryWithoutProof(String id, Way way) {
        if (way.isOwnersList(id)) {
            Entries.carryRest(new Owner(id), way);
            noteArrival(id, way);
        } else {
            add(id, way);
        }
    }

    private void add(String id, Way way) {
        for (int turn = 0; turn < TURNS; turn++) {
            if (way.copy(id) || addTo(id, way)) {
                way.from().delete(id);
                noteArrival(id, way);
                return;
            }
        }
        throw new IllegalStateException("a session in the target begins and ends each time it is looked at");
    }

    /** False where the other store has none any more. */
    private static boolean addTo(String id, Way way) {
        List<String> names = List.copyOf(way.from().names(id));
        Optional<Slice> slice = way.from().read(id, names.stream().map(Want::of).toList());
        if (slice.isEmpty()) {
            return true;
        }
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Found found = slice.get().values().get(i);
            if (found.state() == Found.State.PRESENT) {
                changes.add(
                        found.hasOwnTime()
                                ? Change.put(names.get(i), found.payload(), found.remaining())
                                : Change.put(names.get(i), found.payload()));
            }
        }
        return way.to().prolong(id, slice.get().remaining())
                && (changes.isEmpty() || way.to().write(id, changes).outcome() == Outcome.APPLIED);
    }
}
