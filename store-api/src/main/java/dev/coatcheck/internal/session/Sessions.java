package dev.coatcheck.internal.session;

import dev.coatcheck.CoatcheckException;
import dev.coatcheck.EndReason;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.internal.hot.HotValues;
import dev.coatcheck.internal.metrics.ObservedStore;
import dev.coatcheck.internal.metrics.SessionMetrics;
import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.owner.OwnerIndex;
import dev.coatcheck.internal.session.SessionState.Live;
import dev.coatcheck.internal.ticket.Terms;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.internal.ticket.TicketVerification;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What all sessions of a manager share, and how they begin, live on and end. Thread-safe. */
public record Sessions(
        ObservedStore store, ExpiryPolicy expiry, HotValues hot, SessionMetrics metrics, SessionEvents events) {
    /** An id of 128 random bits is taken never; but a cluster that moves its part of the sessions may not take one. */
    private static final int IDS_TRIED = 10;

    /** A new session that holds the first values. */
    Live create(List<Change> first) {
        for (int i = 0; i < IDS_TRIED; i++) {
            Ticket made = Ticket.create();
            Terms terms = Terms.ofNewSession();
            List<Change> all = new ArrayList<>(first);
            // it lives to the end of the lifetime; the session itself perhaps not so long, since it may idle out
            all.add(Change.put(TicketVerification.PROOF, HotValues.payload(terms.proof(made)), expiry.lifetime()));
            if (store.create(made.id(), expiry.afterUse(expiry.lifetime()), all)) {
                metrics.created();
                events.created(made.id());
                return Live.of(made, terms);
            }
        }
        throw new StoreUnavailableException(
                "the store takes a session under none of " + IDS_TRIED + " random ids; nothing was written");
    }

    /**
     * Sets the remaining time of a session that is used. Where it becomes longer, the owner's index is told first: while
     * the session lives, it is in it.
     *
     * @return false where the session is over
     */
    boolean setRemaining(String id, Duration from, Duration to, Duration lifetimeLeft) {
        if (to.compareTo(from) > 0) {
            store.read(id, List.of(Want.of(Owner.NAME)))
                    .flatMap(slice -> Owner.of(slice.values().get(0)))
                    .ifPresent(owner -> index(owner).enter(id, to, lifetimeLeft));
        }
        return store.extend(id, to);
    }

    OwnerIndex index(Owner owner) {
        return new OwnerIndex(store, owner);
    }

    /** Ends a session; whether it was live. */
    boolean end(String id, EndReason reason) {
        boolean wasLive;
        try {
            wasLive = store.delete(id);
        } finally {
            // after it, so that no read which began before it leaves a value behind; also where the answer was lost
            hot.ended(id);
        }
        if (wasLive) {
            metrics.ended();
            events.ended(id, reason);
        }
        return wasLive;
    }

    /** Removes a session that is over from its owner's index. Its entry has a time of its own, which makes good a failure. */
    void removeFromIndex(Owner owner, String id) {
        try {
            index(owner).removeAll(List.of(id));
        } catch (CoatcheckException e) {
            metrics.leftInIndex(e);
        }
    }

    static SessionEndedException ended() {
        return new SessionEndedException("the session is over, or never was; nothing was written");
    }
}
