package dev.coatcheck.internal.transfer;

import dev.coatcheck.internal.owner.OwnerIndex;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Carries one session at a time whole from one store to another: its values as bytes, those with reserved names too, as
 * of one moment; the session's time and each value's own, as they are by then. It is created in the target in one step,
 * and stays in the source. What a store throws is passed on, and then the target has the session whole or not at all.
 *
 * <p>Times only get shorter: by as long as it took and, beside that, by a second at most, and only where the target is
 * slow. What stands damaged in a value's place has no bytes, and is left out. Thread-safe.
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
        private static Result without(Outcome outcome) {
            return new Result(outcome, 0);
        }
    }

    private final DataStore from;
    private final DataStore to;
    private final CallTime callTime = new CallTime();

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

    private Result createHeld(SessionImage image) {
        // an owner's list must not forget a session before that is over
        return createWithout(image.isOwnersList() ? 0 : System.nanoTime() - image.readAt(), image);
    }

    /**
     * Carries a session that others may write and end meanwhile. One that has ended in the source before this has created
     * it in the target is not there when this returns; where it throws instead, it may be. The target's list of its owner has it before it is there: that one may have others, too.
     */
    public Result carry(String id) {
        if (isLastThere) {
            boolean isThere = to.read(id, List.of()).isPresent();
            isLastThere = isThere;
            if (isThere && !Ticket.isHash(id)) {
                return Result.without(Outcome.ALREADY_THERE);
            }
        }
        Result result = carryUnasked(id);
        if (result.outcome() == Outcome.ALREADY_THERE) {
            isLastThere = true;
        }
        return result;
    }

    private Result carryUnasked(String id) {
        Optional<SessionImage> image = SessionImage.of(from, id);
        if (image.filter(SessionImage::isOwnersList).isPresent()) {
            return Result.without(Outcome.OWNERS_LIST);
        }
        Result result = image.map(this::enterAndCreate).orElse(Result.without(Outcome.OVER));
        if (result.outcome() != Outcome.COPIED || image.orElseThrow().isStillIn(from)) {
            return result;
        }
        to.delete(id);
        return carrySteady(id);
    }

    /** Ended, or written since it was first read: proves first that it was read as of one moment. */
    private Result carrySteady(String id) {
        for (int turn = 0; turn < TURNS; turn++) {
            Optional<SessionImage> image = SessionImage.of(from, id);
            if (image.isEmpty()) {
                return Result.without(Outcome.OVER);
            }
            if (image.get().isStillIn(from)) {
                Result result = enterAndCreate(image.get());
                if (result.outcome() == Outcome.COPIED && !isLive(id)) {
                    to.delete(id);
                    return Result.without(Outcome.OVER);
                }
                return result;
            }
        }
        return Result.without(Outcome.CHANGED);
    }

    private boolean isLive(String id) {
        return from.read(id, List.of()).isPresent();
    }

    private Result enterAndCreate(SessionImage image) {
        Optional<OwnerIndex> list = image.owner().map(owner -> new OwnerIndex(to, owner));
        list.ifPresent(index -> index.enter(image.id(), image.remaining(), image.lifetimeLeft()));
        Result result = create(image);
        if (result.outcome() == Outcome.COPIED && list.isPresent() && list.get().version(image.id()) == 0) {
            // whoever ends all sessions of the owner has found it there too early, and taken it for one that is over
            list.get().enter(image.id(), image.remaining(), image.lifetimeLeft());
        }
        return result;
    }

    private Result create(SessionImage image) {
        long sentAt = System.nanoTime();
        long takenOff = sentAt - image.readAt() + callTime.expected();
        Result result = createWithout(takenOff, image);
        if (result.outcome() == Outcome.COPIED) {
            long doneAt = System.nanoTime();
            callTime.took(doneAt - sentAt);
            if (doneAt - image.readAt() > takenOff) {
                new LateArrival(image, to, callTime, takenOff).correct();
            }
        }
        return result;
    }

    private Result createWithout(long takenOff, SessionImage image) {
        Duration remaining = image.remainingAfter(takenOff);
        if (!isTime(remaining)) {
            return Result.without(Outcome.OVER);
        }
        return to.create(image.id(), remaining, image.valuesAfter(takenOff))
                ? new Result(Outcome.COPIED, image.bytes())
                : Result.without(Outcome.ALREADY_THERE);
    }

    /** Whether a store takes it as a remaining time. */
    static boolean isTime(Duration remaining) {
        return remaining.compareTo(SHORTEST) >= 0;
    }
}
