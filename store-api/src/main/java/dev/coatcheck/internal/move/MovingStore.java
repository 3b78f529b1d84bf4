package dev.coatcheck.internal.move;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.StoreStats;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import dev.coatcheck.store.WriteResult.Outcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The sessions of two stores as those of one, while they are handed over one by one: what is said of a session is said in
 * the source if that has it, and else in the target, at the gate of its id. New ones begin where the sessions go to.
 * Thread-safe.
 */
final class MovingStore implements DataStore {
    /**
     * The two stores as callers have them.
     *
     * @param isBack whether sessions go back to the source
     */
    record Sides(DataStore source, DataStore target, boolean isBack) {
        DataStore from() {
            return isBack ? target : source;
        }

        DataStore to() {
            return isBack ? source : target;
        }

        /** Where sessions are that have not gone the way there or back yet. */
        DataStore atBeginningOf(boolean isForth) {
            return isForth ? source : target;
        }

        /** Where a session is of which there is no doubt. */
        DataStore having(String id) {
            return isLive(source, id) ? source : target;
        }
    }

    private final Gates gates = new Gates();
    private final HandOver handOver;
    private final MovingLists lists;
    private volatile Sides sides;

    /**
     * For a move that begins.
     *
     * @param source asked first
     * @param target tells versions of a later epoch
     * @param handOver between the two, as their drivers have them
     */
    MovingStore(DataStore source, DataStore target, HandOver handOver) {
        this.sides = new Sides(source, target, false);
        this.handOver = handOver;
        this.lists = new MovingLists(gates, handOver, () -> sides);
    }

    /** Sessions go back from now on. Whoever has not yet noticed may still begin one in the target. */
    void turnBack(DataStore sourceInNextEpoch) {
        sides = new Sides(sourceInNextEpoch, sides.target(), true);
    }

    /** Hands over the session of an id, if there is one, and it is not there yet. */
    void carry(String id) {
        gates.alone(id, () -> {
            handOver.carry(id, sides.isBack() ? handOver.back() : handOver.forth());
            return id;
        });
    }

    /** Finds out where the session of an id is, if that was in doubt. */
    void settle(String id) {
        gates.together(id, () -> handOver.onlyAtBeginningOf(id));
    }

    /** Throws away what is left over of a session in the store where it is not. */
    void reconcile(String id) {
        gates.alone(id, () -> {
            handOver.reconcile(id);
            return id;
        });
    }

    private <T> T ask(String id, Function<DataStore, T> call, Predicate<T> isAnswer) {
        return gates.together(id, () -> {
            Optional<Way> only = handOver.onlyAtBeginningOf(id);
            // read here: a session that comes back was not yet there before the gate was open
            Sides now = sides;
            if (only.isPresent()) {
                return call.apply(now.atBeginningOf(only.get() == handOver.forth()));
            }
            T answer = call.apply(now.source());
            return isAnswer.test(answer) ? answer : call.apply(now.target());
        });
    }

    private boolean askWhether(String id, Predicate<DataStore> call) {
        return ask(id, call::test, answer -> answer);
    }

    @Override
    public String name() {
        return sides.to().name();
    }

    @Override
    public boolean create(String id, Duration lifetime, List<Change> first) {
        if (Ticket.isHash(id)) {
            return lists.create(id, first);
        }
        return gates.together(id, () -> {
            Optional<Way> only = handOver.onlyAtBeginningOf(id);
            Sides now = sides;
            boolean mayBeThere =
                    only.isPresent() || !now.isBack() || handOver.inTarget().contains(id);
            if (mayBeThere && isLive(now.from(), id)) {
                return false;
            }
            // before it is there: it comes back in any case
            boolean isNoted = !now.isBack() && handOver.inTarget().add(id);
            boolean mayBeThereNow = true;
            try {
                mayBeThereNow = now.to().create(id, lifetime, first);
                return mayBeThereNow;
            } catch (StoreFullException e) {
                // one for each visitor, for as long as it is full
                mayBeThereNow = false;
                throw e;
            } finally {
                if (isNoted && !mayBeThereNow) {
                    handOver.inTarget().remove(id);
                }
            }
        });
    }

    private static boolean isLive(DataStore store, String id) {
        return store.read(id, List.of()).isPresent();
    }

    @Override
    public Optional<Slice> read(String id, List<Want> wants) {
        return Ticket.isHash(id) ? lists.read(id, wants) : ask(id, store -> store.read(id, wants), Optional::isPresent);
    }

    @Override
    public WriteResult write(String id, List<Change> changes) {
        return Ticket.isHash(id)
                ? lists.write(id, changes)
                : ask(id, store -> store.write(id, changes), result -> result.outcome() != Outcome.GONE);
    }

    @Override
    public boolean extend(String id, Duration lifetime) {
        return askWhether(id, store -> store.extend(id, lifetime));
    }

    @Override
    public boolean prolong(String id, Duration atLeast) {
        return Ticket.isHash(id) ? lists.prolong(id) : askWhether(id, store -> store.prolong(id, atLeast));
    }

    @Override
    public Set<String> names(String id) {
        if (Ticket.isHash(id)) {
            return lists.names(id);
        }
        return this.<Optional<Set<String>>>ask(
                        id,
                        store -> {
                            Set<String> names = store.names(id);
                            return names.isEmpty() && !isLive(store, id) ? Optional.empty() : Optional.of(names);
                        },
                        Optional::isPresent)
                .orElse(Set.of());
    }

    @Override
    public boolean delete(String id) {
        boolean deleted = askWhether(id, store -> store.delete(id));
        if (deleted) {
            handOver.inTarget().remove(id);
        }
        return deleted;
    }

    @Override
    public boolean deleteIfEmpty(String id) {
        if (Ticket.isHash(id)) {
            return lists.deleteIfEmpty();
        }
        return this.<Optional<Boolean>>ask(
                        id,
                        store -> {
                            boolean deleted = store.deleteIfEmpty(id);
                            return deleted || isLive(store, id) ? Optional.of(deleted) : Optional.empty();
                        },
                        Optional::isPresent)
                .orElse(false);
    }

    /** First where sessions go from, so that none is missed; then those that were not there. */
    @Override
    public Stream<String> ids() {
        Sides now = sides;
        Set<String> seen = new HashSet<>();
        return Listing.of(List.of(
                        () -> now.from().ids().filter(seen::add),
                        // whatever goes over meanwhile is among them
                        () -> now.to()
                                .ids()
                                .filter(id -> !seen.contains(id)
                                        && !handOver.doubtful().contains(id))))
                .filter(id -> !CurrentStore.isNote(id));
    }

    /** The sums of both; as much as both tell. */
    @Override
    public StoreStats stats() {
        StoreStats source = sides.source().stats();
        StoreStats target = sides.target().stats();
        Map<String, Long> counters = new TreeMap<>(source.counters());
        target.counters().forEach((name, count) -> counters.merge(name, count, Long::sum));
        return new StoreStats(
                sum(source.sessions(), target.sessions()),
                sum(source.bytes(), target.bytes()),
                sum(source.maxBytes(), target.maxBytes()),
                counters);
    }

    private static OptionalLong sum(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(one.getAsLong() + other.getAsLong())
                : OptionalLong.empty();
    }

    @Override
    public void ping() {
        sides.source().ping();
        sides.target().ping();
    }

    @Override
    public void close() {
        try {
            sides.source().close();
        } finally {
            sides.target().close();
        }
    }
}
