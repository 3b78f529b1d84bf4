package dev.coatcheck.internal.session;

import dev.coatcheck.EndReason;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.owner.OwnerIndex;
import dev.coatcheck.internal.ticket.Terms;
import dev.coatcheck.internal.ticket.TicketVerification;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Gives sessions to owners, and ends all of one owner. What must hold is said at {@link OwnerIndex}. Thread-safe. */
public final class OwnerCommands {
    /** Far more than others can cause: each of them needs a turn at most to be done. */
    private static final int TURNS = 1_000;

    private final Sessions sessions;

    /** For the sessions of a manager. */
    public OwnerCommands(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Makes a live session this owner's, and nobody else's. Where there is none yet, it is created first. */
    public void give(SessionLife session, Owner owner) {
        String id = session.requireLive();
        OwnerIndex index = sessions.index(owner);
        for (int turn = 0; turn < TURNS; turn++) {
            Slice slice = sessions.store()
                    .read(id, List.of(Want.of(TicketVerification.PROOF), Want.of(Owner.NAME)))
                    .orElseThrow(Sessions::ended);
            Found former = slice.values().get(1);
            Runnable farewell = Owner.of(former)
                    .filter(past -> !past.equals(owner))
                    .map(past -> removal(sessions.index(past), id))
                    .orElse(() -> {});
            Found proof = slice.values().get(0);
            Duration lifetimeLeft = proof.remaining();
            // others who use it now may prolong it before they see whose it becomes
            Duration used = sessions.expiry().under(Terms.of(proof)).afterUse(lifetimeLeft);
            index.enter(id, used.compareTo(slice.remaining()) > 0 ? used : slice.remaining(), lifetimeLeft);
            Change owned = owner.put().ifVersion(former.version());
            try {
                if (session.write(List.of(owned)).outcome() == Outcome.APPLIED) {
                    farewell.run();
                    if (!hasOtherTerms(id, proof)) {
                        return;
                    }
                }
            } catch (SessionEndedException e) {
                sessions.removeFromIndex(owner, id);
                throw e;
            }
        }
        throw new StoreUnavailableException("others gave the session another owner at each of " + TURNS + " tries");
    }

    /** Whether another has meanwhile given it an idle timeout of its own, perhaps before it was seen whose it is. */
    private boolean hasOtherTerms(String id, Found proof) {
        return sessions.store()
                .read(id, List.of(Want.presence(TicketVerification.PROOF)))
                .filter(slice -> slice.values().get(0).version() != proof.version())
                .isPresent();
    }

    /** Removes a session's entry as it is now: not where it will have been entered again. */
    private static Runnable removal(OwnerIndex index, String id) {
        long version = index.version(id);
        return () -> index.remove(id, version);
    }

    /** Ends all other sessions of a session's owner; how many it has ended. */
    public int endOthers(SessionLife session) {
        return session.readToWrite(session.id(), List.of(Want.of(Owner.NAME)))
                .flatMap(slice -> Owner.of(slice.values().get(0)))
                .map(owner -> end(owner, other -> !other.equals(session.id())))
                .orElse(0);
    }

    /** Ends all sessions of an owner; how many it has ended. */
    public int endAll(Owner owner) {
        return end(owner, id -> true);
    }

    private int end(Owner owner, Predicate<String> wanted) {
        OwnerIndex index = sessions.index(owner);
        int ended = 0;
        List<String> over = new ArrayList<>();
        for (String id : index.ids().stream().filter(wanted).toList()) {
            Optional<Slice> slice = sessions.store().read(id, List.of(Want.of(Owner.NAME)));
            boolean isMine = slice.map(live -> Owner.of(live.values().get(0)).equals(Optional.of(owner)))
                    .orElse(false);
            if (isMine) {
                ended += sessions.end(id, EndReason.OWNER) ? 1 : 0;
            }
            if (isMine || slice.isEmpty()) {
                over.add(id);
            }
        }
        index.removeAll(over);
        return ended;
    }
}
