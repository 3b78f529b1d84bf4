package dev.coatcheck;

import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Want;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Looks, along with one read of a session, whether a ticket is the session's. The store keeps a ticket's proof as a
 * value like any other; a ticket that was proven before is kept, as values are, and then the proof's version will do.
 */
final class ProofCheck {
    /** The name of the proof. With an idle timeout its deadline is the end of the session's lifetime. */
    static final String PROOF = "@ticket";

    private final HotValues kept;
    private final HotSession hot;
    private final @Nullable HotValue held;
    private final long asked;

    ProofCheck(HotValues kept, HotSession hot) {
        this.kept = kept;
        this.hot = hot;
        this.held = hot.find(PROOF, byte[].class);
        this.asked = hot.now();
    }

    /** Whether the ticket was proven so short a time ago that it may pass unasked. */
    boolean isFresh(Ticket ticket) {
        return held != null && hot.isFresh(held) && isHeld(ticket);
    }

    private boolean isHeld(Ticket ticket) {
        return held != null && held.value() instanceof byte[] proven && ticket.isSame(proven);
    }

    /** Whether this very ticket was proven before, by a proof in this heap. */
    private static boolean isHeld(Ticket ticket, Payload proof) {
        return HotValues.decoded(proof, byte[].class) instanceof byte[] proven && ticket.isSame(proven);
    }

    /** To be read with the session's values. */
    Want want() {
        return new Want(PROOF, held == null ? 0 : held.version());
    }

    /**
     * What the answer says.
     *
     * @param ticket null where none is in question, and the proof needs only be there
     */
    boolean passes(@Nullable Ticket ticket, Found proof, Duration sessionRemaining) {
        long freshUntil = hot.freshUntil(asked, proof, sessionRemaining);
        if (proof.state() == Found.State.UNCHANGED && held != null) {
            hot.refresh(PROOF, held, freshUntil);
            return ticket == null || isHeld(ticket);
        }
        if (proof.state() != Found.State.PRESENT || ticket == null) {
            return proof.state() == Found.State.PRESENT;
        }
        Payload payload = proof.payload();
        if (isHeld(ticket, payload)) {
            return true;
        }
        if (!ticket.matches(payload.bytes())) {
            return false;
        }
        if (HotValues.isHere(payload)) {
            kept.attach(payload, byte[].class, ticket.characters(), Ticket.HEAP_BYTES);
        } else {
            kept.in(hot, ticket.id())
                    .keep(
                            PROOF,
                            HotValue.of(
                                    proof.version(), byte[].class, ticket.characters(), freshUntil, Ticket.HEAP_BYTES));
        }
        return true;
    }
}
