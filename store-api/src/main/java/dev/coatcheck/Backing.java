package dev.coatcheck;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What all sessions of a manager share, and how they begin, live on and end. Thread-safe. */
record Backing(DataStore store, Lifetimes lifetimes, HotValues hot, Journal journal) {
    /** An id of 128 random bits is taken never; but a cluster that moves its part of the sessions may not take one. */
    private static final int IDS_TRIED = 10;

    /** The ticket of a new session that holds the first values. */
    Ticket create(List<Change> first) {
        for (int i = 0; i < IDS_TRIED; i++) {
            Ticket made = Ticket.create();
            List<Change> all = new ArrayList<>(first);
            // it lives to the end of the lifetime; the session itself perhaps not so long, since it may idle out
            all.add(Change.put(ProofCheck.PROOF, HotValues.payload(made.proof()), lifetimes.lifetime()));
            if (store.create(made.id(), lifetimes.afterUse(lifetimes.lifetime()), all)) {
                journal.created();
                return made;
            }
        }
        throw new StoreUnavailableException(
                "the store takes a session under none of " + IDS_TRIED + " random ids; nothing was written");
    }

    /** As {@link #create(List)}; a session whose ticket reaches nobody is not left behind. */
    Ticket create(List<Change> first, TicketCarrier carrier) {
        carrier.requireSendable();
        Ticket made = create(first);
        try {
            carrier.send(made.text());
        } catch (RuntimeException | Error e) {
            end(made.id());
            throw e;
        }
        return made;
    }

    /**
     * Sets the remaining time of a session that is used. Where it becomes longer, the owner's list is told first: while the
     * session lives, it is on it.
     *
     * @return false where the session is over
     */
    boolean setRemaining(String id, Duration from, Duration to, Duration lifetimeLeft) {
        if (to.compareTo(from) > 0) {
            store.read(id, List.of(Want.of(Owner.NAME)))
                    .flatMap(slice -> Owner.of(slice.values().get(0)))
                    .ifPresent(owner -> new OwnerList(this, owner).enter(id, OwnerList.timeOf(to, lifetimeLeft)));
        }
        return store.extend(id, to);
    }

    /** Whether the session was live. */
    boolean end(String id) {
        boolean wasLive;
        try {
            wasLive = store.delete(id);
        } finally {
            // after it, so that no read which began before it leaves a value behind; also where the answer was lost
            hot.forget(id);
        }
        if (wasLive) {
            journal.ended();
        }
        return wasLive;
    }

    /** Ends a session, and takes it off its owner's list. */
    void end(String id, Optional<Owner> owner) {
        end(id);
        owner.ifPresent(whose -> new OwnerList(this, whose).takeOff(id));
    }
}
