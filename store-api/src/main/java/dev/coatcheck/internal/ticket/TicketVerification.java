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
        this.kept = new HotLookup(hot, id, PROOF, byte[].class);
    }

    /** To be read with the session's values. */
    public Want want() {
        return kept.want();
    }

    /** Whether the ticket was verified so short a time ago that the store need not be asked. */
    public boolean isFresh(Ticket ticket) {
        return kept.fresh() instanceof byte[] verified && ticket.isSame(verified);
    }

    /**
     * Compares a ticket with what was found, and keeps it where it is the session's.
     *
     * @param ticket null where none is in question, and the proof must only be there
     * @param sessionRemaining how long the session lives, by the same answer
     * @return false where it is not the session's
     */
    public boolean verify(@Nullable Ticket ticket, Found proof, Duration sessionRemaining) {
        if (proof.state() != Found.State.PRESENT && proof.state() != Found.State.UNCHANGED) {
            return false;
        }
        if (ticket == null
                || (kept.known(proof, sessionRemaining) instanceof byte[] verified && ticket.isSame(verified))) {
            return true;
        }
        if (!ticket.matches(proof.payload().bytes())) {
            return false;
        }
        kept.keep(proof, sessionRemaining, ticket.characters(), Ticket.HEAP_BYTES);
        return true;
    }
}
