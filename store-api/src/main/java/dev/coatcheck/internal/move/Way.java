package dev.coatcheck.internal.move;

import dev.coatcheck.internal.transfer.SessionTransfer;
import dev.coatcheck.internal.transfer.SessionTransfer.Outcome;
import dev.coatcheck.store.DataStore;

/** From one store to another. */
final class Way {
    private final DataStore from;
    private final DataStore to;
    private final SessionTransfer arriving;
    private final SessionTransfer atOnce;

    Way(DataStore from, DataStore to) {
        this.from = from;
        this.to = to;
        this.arriving = new SessionTransfer(from, new ArrivingStore(to));
        this.atOnce = new SessionTransfer(from, to);
    }

    DataStore from() {
        return from;
    }

    DataStore to() {
        return to;
    }

    /** Has a session complete in the other store, where it is not in use; false where it is over. */
    boolean stage(String id) {
        Outcome outcome = arriving.carryHeld(id).outcome();
        while (outcome == Outcome.ALREADY_THERE) {
            // of a try that failed, or of a copy that somebody has made: what is in use counts
            to.delete(id);
            outcome = arriving.carryHeld(id).outcome();
        }
        return outcome == Outcome.COPIED;
    }

    /** Whether it is the list of an owner's sessions, and nothing else that somebody keeps under an id like a list's. */
    boolean isOwnersList(String id) {
        return atOnce.isOwnersList(id);
    }

    /** False where the other store has one of that id. */
    boolean copy(String id) {
        return atOnce.carryHeld(id).outcome() != Outcome.ALREADY_THERE;
    }
}
