package dev.coatcheck.internal.transfer;

import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.internal.transfer.Arrivals.Arrival;
import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries one session at a time whole from one store to another: its values as bytes, those with reserved names too, as
 * of one moment; the session's time and each value's own, as they are by then. It is created in the target in one step,
 * and stays in the source. What a store throws is passed on, and then the target has the session whole or not at all.
 *
 * <p>Times only get shorter: by as long as it took and, beside that, by some 50 ms, or a second at most where the target
 * is slow. What stands damaged in a value's place has no bytes, and is left out. Thread-safe.
 */
public final class SessionTransfer {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** Each write of others that comes between takes one. */
    private static final int TURNS = 20;

    /** What became of a session. */
    public enum Outcome {
        /** The target has it now. */
        COPIED,
        /** The target has had a session of that id, and has it as it was. */
        ALREADY_THERE,
        /** The source has no live session of that id, and the target has got none. */
        OVER,
        /** It was written so often meanwhile that it could not be read as of one moment; the target has got nothing. */
        CHANGED,
        /** It is the list of an owner's sessions, which the target gets with the sessions. */
        OWNERS_LIST
    }

    /**
     * What became of a session.
     *
     * @param outcome whether it was copied
     * @param bytes of its values, 0 unless it was copied
     */
    public record Result(Outcome outcome, long bytes) {
        static Result without(Outcome outcome) {
            return new Result(outcome, 0);
        }
    }

    /** What is carried in one call to the target, where that can: enough that the way there and back is nothing. */
    private static final int MOST_AT_ONCE = 64;

    private static final long MOST_BYTES_AT_ONCE = 1 << 20;

    /** A session with more is carried in parts. */
    static final long MOST_BYTES_WHOLE = 8 << 20;

    private final DataStore from;
    private final DataStore to;
    private final Arrivals arrivals;
    private final OwnersLists lists;
    private final LargeTransfer large;

    /** Whether the last session was in the target: then the next is likely to be, which is asked before all is sent. */
    private volatile boolean isLastThere;

    /**
     * From one store to another.
     *
     * @param from is only read
     * @param to gets the sessions
     */
    public SessionTransfer(DataStore from, DataStore to) {
        this.from = from;
        this.to = to;
        this.arrivals = new Arrivals(to);
        this.lists = new OwnersLists(to);
        this.large = new LargeTransfer(from, to, lists);
    }

    /**
     * Carries a session that nobody else writes meanwhile in either store, which is the caller's concern. An owner's list
     * is carried as any session: the caller sees to it that it is in one store only. Two calls to the source, one to the
     * target.
     *
     * <p>Whoever uses the session counts on its times: they end no sooner than they would have, and later by less than the
     * call to the target takes.
     */
    public Result carryHeld(String id) {
        return SessionImage.of(from, id).map(this::createHeld).orElse(Result.without(Outcome.OVER));
    }

    /** Whether the source has the list of an owner's sessions under the id, and nothing else. */
    public boolean isOwnersList(String id) {
        return Ticket.isHash(id)
                && SessionImage.of(from, id).filter(SessionImage::isOwnersList).isPresent();
    }

    private Result createHeld(SessionImage image) {
        // an owner's list must not forget a session before that is over
        return arrivals.createWithout(image.isOwnersList() ? 0 : System.nanoTime() - image.readAt(), image);
    }

    /**
     * Carries a session that others may write and end meanwhile, and some more where the target takes several in one call.
     * One that has ended in the source before this has created it in the target is not there when this returns; where it
     * throws instead, it may be. The target's list of its owner has it before it is there: that one may have others, too.
     *
     * @param first a session's id
     * @param more has the ids of those to be taken along; null where there are no more
     * @return what became of each
     */
    public List<Result> carry(String first, Supplier<@Nullable String> more) {
        List<Result> results = new ArrayList<>();
        if (isThereAsTheLastWas(first)) {
            results.add(Result.without(Outcome.ALREADY_THERE));
            return results;
        }
        List<SessionImage> images = new ArrayList<>();
        int most = arrivals.areSeveralAtOnce() ? MOST_AT_ONCE : 1;
        long bytes = 0;
        int taken = 0;
        for (String id = first; id != null; id = taken < most && bytes < MOST_BYTES_AT_ONCE ? more.get() : null) {
            taken++;
            Optional<SessionImage> image = SessionImage.of(from, id, MOST_BYTES_WHOLE);
            if (image.isEmpty()) {
                results.add(Result.without(Outcome.OVER));
            } else if (!image.get().isWhole()) {
                results.add(large.carry(id));
            } else if (image.get().isOwnersList()) {
                results.add(Result.without(Outcome.OWNERS_LIST));
            } else if (!image.get().isOfOneMoment()) {
                results.add(carryAsOfOneMoment(id));
            } else {
                images.add(image.get());
                bytes += image.get().length();
            }
        }
        images.forEach(lists::enter);
        List<Arrival> sent = arrivals.send(images);
        results.addAll(settle(sent));
        for (Arrival refused : sent) {
            if (refused.outcome().isEmpty()) {
                results.addAll(settle(List.of(arrivals.send(refused.image()))));
            }
        }
        return results;
    }

    /** Before all else, what must not be in the target is removed: the rest of it may fail, in a full store above all. */
    private List<Result> settle(List<Arrival> sent) {
        Set<String> removed = new HashSet<>();
        for (Arrival arrival : sent) {
            if (arrival.isCreated() && !arrival.image().hasSameValuesIn(from)) {
                to.delete(arrival.image().id());
                removed.add(arrival.image().id());
            }
        }
        List<Result> results = new ArrayList<>();
        for (Arrival arrival : sent) {
            SessionImage image = arrival.image();
            arrival.outcome()
                    .map(outcome ->
                            removed.contains(image.id()) ? carryAsOfOneMoment(image.id()) : complete(arrival, outcome))
                    .ifPresent(results::add);
        }
        return results;
    }

    private Result complete(Arrival arrival, Outcome outcome) {
        SessionImage image = arrival.image();
        if (outcome == Outcome.ALREADY_THERE) {
            isLastThere = large.dropUnfinished(image.id());
            return isLastThere ? Result.without(outcome) : carryAsOfOneMoment(image.id());
        }
        if (outcome == Outcome.COPIED) {
            arrivals.correct(arrival);
            lists.enterWhereMissing(image);
        }
        return image.result(outcome);
    }

    private boolean isThereAsTheLastWas(String id) {
        if (!isLastThere || Ticket.isHash(id)) {
            return false;
        }
        isLastThere = large.dropUnfinished(id);
        return isLastThere;
    }

    /** Ended, or written while it was read or sent. */
    private Result carryAsOfOneMoment(String id) {
        for (int turn = 0; turn < TURNS; turn++) {
            Optional<SessionImage> image = SessionImage.of(from, id, MOST_BYTES_WHOLE);
            if (image.isEmpty()) {
                return Result.without(Outcome.OVER);
            }
            if (!image.get().isWhole()) {
                return large.carry(id);
            }
            if (image.get().isOfOneMoment()) {
                return carryAlone(image.get());
            }
        }
        return Result.without(Outcome.CHANGED);
    }

    /** As it was then, whatever has been written since. */
    private Result carryAlone(SessionImage image) {
        lists.enter(image);
        Arrival arrival = arrivals.send(image);
        if (arrival.isCreated() && !isLive(image.id())) {
            to.delete(image.id());
            return Result.without(Outcome.OVER);
        }
        return arrival.outcome().map(outcome -> complete(arrival, outcome)).orElseThrow();
    }

    private boolean isLive(String id) {
        return from.read(id, List.of()).isPresent();
    }

    /** Whether a store takes it as a remaining time. */
    static boolean isTime(Duration remaining) {
        return remaining.compareTo(SHORTEST) >= 0;
    }
}
