package dev.coatcheck;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import java.util.ArrayList;
import java.util.List;

/** What all sessions of a manager share, and how they begin and end. Thread-safe. */
record Backing(DataStore store, Lifetimes lifetimes, HotValues hot, Journal journal) {

    /** The ticket of a new session that holds the first values. */
    Ticket create(List<Change> first) {
        Ticket made = Ticket.create();
        List<Change> all = new ArrayList<>(first);
        all.add(
                lifetimes.idleTimeout().isPresent()
                        ? Change.put(ProofCheck.PROOF, made.proof(), lifetimes.lifetime())
                        : Change.put(ProofCheck.PROOF, made.proof()));
        if (!store.create(made.id(), lifetimes.afterUse(lifetimes.lifetime()), all)) {
            throw new IllegalStateException("the store says that an id of 128 random bits is taken");
        }
        journal.created();
        return made;
    }

    /** As {@link #create(List)}; a session whose ticket reaches nobody is not left behind. */
    Ticket create(List<Change> first, TicketCarrier carrier) {
        carrier.checkOpen();
        Ticket made = create(first);
        try {
            carrier.carry(made.text());
        } catch (RuntimeException e) {
            end(made.id());
            throw e;
        }
        return made;
    }

    /** Whether the session was live. */
    boolean end(String id) {
        boolean wasLive = store.delete(id);
        // after it, so that no read which began before it leaves a value behind
        hot.forget(id);
        if (wasLive) {
            journal.ended();
        }
        return wasLive;
    }
}
