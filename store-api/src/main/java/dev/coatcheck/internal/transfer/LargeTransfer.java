package dev.coatcheck.internal.transfer;

import dev.coatcheck.internal.ticket.TicketVerification;
import dev.coatcheck.internal.transfer.SessionTransfer.Outcome;
import dev.coatcheck.internal.transfer.SessionTransfer.Result;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Found.State;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carries a session that is too large to be held whole: some of its values at a time, or one that is large itself. Until
 * all are there it has a mark in the target, and no proof, so that no ticket opens it; what is left of one that was not
 * completed is told by the mark, and begun anew. Thread-safe.
 */
final class LargeTransfer {
    /** What the session has in the target while values are missing there. */
    static final String MARK = "@arriving";

    private static final byte[] NOTHING = {};

    /** Each moves all values, and somebody has written in the middle of it. */
    private static final int TURNS = 5;

    private final DataStore from;
    private final DataStore to;
    private final OwnersLists lists;
    private final CallTime callTime = new CallTime();

    LargeTransfer(DataStore from, DataStore to, OwnersLists lists) {
        this.from = from;
        this.to = to;
        this.lists = lists;
    }

    /**
     * Deletes what the target has of a session that was not completed. Tells whether it has the session, then whole. What
     * another copy is just bringing is taken from it, or waited for while that is faster.
     */
    boolean dropUnfinished(String id) {
        while (true) {
            Optional<Slice> slice = to.read(id, List.of(Want.presence(MARK)));
            if (slice.isEmpty()) {
                return false;
            }
            Found mark = slice.get().values().get(0);
            if (mark.state() == State.ABSENT) {
                return true;
            }
            if (empty(id, mark.version())) {
                to.deleteIfEmpty(id);
                return false;
            }
        }
    }

    /**
     * In one step with the mark, as it was: only one of those who see it has done this, and none once the session is
     * complete. Whoever begins it anew has a mark, so that its deletion while it is empty cannot hit that one.
     */
    private boolean empty(String id, long mark) {
        List<Change> changes = new ArrayList<>();
        changes.add(Change.remove(MARK).ifVersion(mark));
        to.names(id).stream()
                .filter(name -> !name.equals(MARK))
                .map(Change::remove)
                .forEach(changes::add);
        return to.write(id, changes).outcome() == WriteResult.Outcome.APPLIED;
    }

    Result carry(String id) {
        for (int turn = 0; turn < TURNS; turn++) {
            Optional<SessionImage> image = SessionImage.of(from, id, 0);
            if (image.isEmpty()) {
                return Result.without(Outcome.OVER);
            }
            if (dropUnfinished(id)) {
                return Result.without(Outcome.ALREADY_THERE);
            }
            Outcome outcome = carry(image.get());
            if (outcome != Outcome.CHANGED) {
                return outcome == Outcome.COPIED
                        ? new Result(outcome, image.get().length())
                        : Result.without(outcome);
            }
        }
        return Result.without(Outcome.CHANGED);
    }

    /** {@link Outcome#CHANGED} also where somebody has come between in the target. */
    private Outcome carry(SessionImage image) {
        lists.enter(image);
        long takenOff = System.nanoTime() - image.readAt() + callTime.expected();
        Duration remaining = image.remainingAfter(takenOff);
        if (!SessionTransfer.isTime(remaining)) {
            return Outcome.OVER;
        }
        if (!to.create(image.id(), remaining, List.of(Change.put(MARK, NOTHING)))) {
            return Outcome.CHANGED;
        }
        correct(image.withoutValues(), takenOff);
        if (!carryValues(image)) {
            dropUnfinished(image.id());
            return Outcome.CHANGED;
        }
        if (from.read(image.id(), List.of()).isEmpty()) {
            to.delete(image.id());
            return Outcome.OVER;
        }
        lists.enterWhereMissing(image);
        return Outcome.COPIED;
    }

    private boolean carryValues(SessionImage image) {
        long mark = to.read(image.id(), List.of(Want.presence(MARK)))
                .map(slice -> slice.values().get(0).version())
                .orElse(0L);
        for (List<String> names : parts(image)) {
            Optional<SessionImage> part = SessionImage.part(from, image.id(), names);
            if (part.isEmpty() || !image.hasVersionsOf(part.get())) {
                return false;
            }
            Optional<Long> written = write(part.get(), Change.put(MARK, NOTHING).ifVersion(mark));
            if (written.isEmpty()) {
                return false;
            }
            mark = written.get();
        }
        return image.isStillIn(from) && complete(image, mark);
    }

    /** The proof comes last: from then on the ticket opens it. A newer one is not for these values. */
    private boolean complete(SessionImage image, long mark) {
        return SessionImage.part(from, image.id(), List.of(TicketVerification.PROOF))
                .filter(proof -> image.hasVersionsOf(proof))
                .flatMap(proof -> write(proof, Change.remove(MARK).ifVersion(mark)))
                .isPresent();
    }

    /** As many names together as have no more bytes than are carried at once, or one that has more. */
    private static List<List<String>> parts(SessionImage image) {
        List<List<String>> parts = new ArrayList<>();
        List<String> part = new ArrayList<>();
        long bytes = 0;
        for (String name : image.present()) {
            if (name.equals(TicketVerification.PROOF)) {
                continue;
            }
            long length = image.found(name).length();
            if (!part.isEmpty() && bytes + length > SessionTransfer.MOST_BYTES_WHOLE) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(name);
            bytes += length;
        }
        parts.add(part);
        return parts;
    }

    /** Gives the version that it has then; empty where somebody else has come between. */
    private Optional<Long> write(SessionImage part, Change mark) {
        long sentAt = System.nanoTime();
        long takenOff = sentAt - part.readAt() + callTime.expected();
        List<Change> changes = new ArrayList<>(part.valuesAfter(takenOff));
        changes.add(mark);
        WriteResult result = to.write(part.id(), changes);
        if (result.outcome() != WriteResult.Outcome.APPLIED) {
            return Optional.empty();
        }
        callTime.took(System.nanoTime() - sentAt);
        correct(part, takenOff);
        return Optional.of(result.version());
    }

    private void correct(SessionImage sent, long takenOff) {
        if (System.nanoTime() - sent.readAt() > takenOff) {
            new LateArrival(sent, to, callTime, takenOff).correct();
        }
    }
}
