package dev.coatcheck.internal.move;

import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.ticket.OnItsWay;
import dev.coatcheck.internal.ticket.TicketVerification;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Want;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a session stands in one of the two stores, which the proof of its ticket tells. One that is on its way has, in the
 * proof's place and with the proof's time, a text that is no ticket's proof: so nobody has it by a ticket, and one write of
 * a few bytes, at the version that was read, is what decides.
 *
 * @param state how it stands
 * @param proof what was read in the proof's place, with its version
 * @param owner whose session it is
 * @param remaining the time that it has left
 */
record Standing(State state, Found proof, Optional<Owner> owner, Duration remaining) {
    /** How it stands. */
    enum State {
        /** There is no such session. */
        NONE,
        /** It has no proof, so it is no visitor's session: the list of an owner's sessions. */
        WITHOUT_PROOF,
        /** It is in use. */
        IN_USE,
        /** It is complete here, and not yet in use: it may be in use in the other store. */
        ARRIVING,
        /** It was in use here. From then on the one in the other store counts. */
        DEPARTED
    }

    /** How a session stands in a store. */
    static Standing in(DataStore store, String id) {
        return store.read(id, List.of(Want.of(TicketVerification.PROOF), Want.of(Owner.NAME)))
                .map(slice -> of(slice.values().get(0), Owner.of(slice.values().get(1)), slice.remaining()))
                .orElse(new Standing(State.NONE, Found.absent(), Optional.empty(), Duration.ZERO));
    }

    private static Standing of(Found proof, Optional<Owner> owner, Duration remaining) {
        return new Standing(state(proof), proof, owner, remaining);
    }

    private static State state(Found proof) {
        if (proof.state() == Found.State.ABSENT) {
            return State.WITHOUT_PROOF;
        }
        String text = text(proof.payload());
        if (text.equals(OnItsWay.DEPARTED)) {
            return State.DEPARTED;
        }
        return text.startsWith(OnItsWay.ARRIVING) ? State.ARRIVING : State.IN_USE;
    }

    boolean is(State other) {
        return state == other;
    }

    /** Between the two stores: what stands in the other one decides what becomes of it. */
    boolean isOnItsWay() {
        return is(State.ARRIVING) || is(State.DEPARTED);
    }

    /** Has the session depart, or not, where it stands so no longer. */
    Change departing() {
        return replacing(payload(OnItsWay.DEPARTED));
    }

    /** Has the session in use stay so, under a new version: whatever else is on its way at this one comes too late. */
    Change staying() {
        return replacing(proof.payload());
    }

    /** Has an arriving session be in use. */
    Change arrived() {
        return replacing(inUse(proof.payload()));
    }

    private Change replacing(Payload next) {
        return Change.replace(TicketVerification.PROOF, next).ifVersion(proof.version());
    }

    /** What stands in the proof's place while the session arrives. */
    static Payload arriving(Payload proof) {
        return payload(OnItsWay.ARRIVING + text(proof).substring(1));
    }

    /** The proof of which {@link #arriving} was made; another payload is its own. */
    static Payload inUse(Payload proof) {
        String text = text(proof);
        return text.startsWith(OnItsWay.ARRIVING) ? payload('"' + text.substring(OnItsWay.ARRIVING.length())) : proof;
    }

    private static String text(Payload payload) {
        return new String(payload.bytes(), StandardCharsets.ISO_8859_1);
    }

    private static Payload payload(String text) {
        return Payload.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Not the proof. */
    @Override
    public String toString() {
        return state.toString();
    }
}
