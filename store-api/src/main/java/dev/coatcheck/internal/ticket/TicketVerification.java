package dev.coatcheck.internal.ticket;

import dev.coatcheck.internal.hot.HotLookup;
import dev.coatcheck.internal.hot.HotValues;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Want;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a ticket along with one read of its session. The store keeps a ticket's proof as a value like any other; a
 * ticket that was verified is kept as values are, and then the proof's version will do.
 */
public final class TicketVerification {
    /** The name of the proof. With an idle timeout its deadline is the end of the session's lifetime. */
    public static final String PROOF = "@ticket";

    private final HotLookup kept;

    /** To be made before the store is asked. */
    public TicketVerification(HotValues hot, String id) {
        this.kept = new HotLookup(hot, id, PROOF, VerifiedTicket.class);
    }

    /** To be read with the session's values. */
    public Want want() {
        return kept.want();
    }

    /** The session's terms, where the ticket was verified so short a time ago that the store need not be asked. */
    public @Nullable Terms fresh(Ticket ticket) {
        return kept.fresh() instanceof VerifiedTicket verified && ticket.isSame(verified.characters())
                ? verified.terms()
                : null;
    }

    /**
     * Compares a ticket with what was found, and keeps it where it is the session's.
     *
     * @param ticket null where none is in question, and the proof must only be there
     * @param sessionRemaining how long the session lives, by the same answer
     * @return the session's terms; null where it is not the session's
     */
    public @Nullable Terms verify(@Nullable Ticket ticket, Found proof, Duration sessionRemaining) {
        if (proof.state() != Found.State.PRESENT && proof.state() != Found.State.UNCHANGED) {
            return null;
        }
        if (kept.known(proof, sessionRemaining) instanceof VerifiedTicket verified
                && (ticket == null || ticket.isSame(verified.characters()))) {
            return verified.terms();
        }
        if (ticket == null) {
            return OnItsWay.isWithoutProof(proof) ? null : Terms.of(proof);
        }
        if (!ticket.matches(proof.payload().bytes())) {
            return null;
        }
        Terms terms = Terms.of(proof);
        kept.keep(proof, sessionRemaining, new VerifiedTicket(ticket.characters(), terms), VerifiedTicket.HEAP_BYTES);
        return terms;
    }
}
