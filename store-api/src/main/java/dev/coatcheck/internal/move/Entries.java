package dev.coatcheck.internal.move;

import dev.coatcheck.internal.owner.Owner;
import dev.coatcheck.internal.owner.OwnerIndex;
import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The entries of sessions on their owners' lists, which go along with the sessions: each stands on the list of the store
 * that its session is in. A list is never moved itself, since others may have the owner's sessions on one in the target; it
 * ends with its last entry. For callers who hold the session's gate, or the list's.
 */
final class Entries {
    private Entries() {}

    /**
     * Enters a session that is complete at the end of its way, and not yet in use there: whoever ends all sessions of the
     * owner finds it from now on, and does not take it for one that is over.
     *
     * @return the list, where the session has an owner
     */
    static Optional<String> enter(String session, Way way, Standing standing) {
        standing.owner().ifPresent(owner -> {
            Duration time = OwnerIndex.timeOfEntry(
                    standing.remaining(), standing.proof().remaining());
            // somebody may be about to give the session more time, and has told the list of it
            Duration known = new OwnerIndex(way.from(), owner).remaining(session);
            new OwnerIndex(way.to(), owner).enter(session, known.compareTo(time) > 0 ? known : time);
        });
        return standing.owner().map(Owner::indexId);
    }

    /** Takes a session that has left a store from the list there. */
    static void remove(String session, DataStore store, Owner owner) {
        new OwnerIndex(store, owner).removeAll(List.of(session));
    }

    /**
     * What is left on a list once the sessions are at the end of their way: entries of sessions that were given to the owner
     * while they were handed over, which go after them, and of what is over. Others' sessions stay on it.
     */
    static void carryRest(Owner owner, Way way) {
        OwnerIndex here = new OwnerIndex(way.from(), owner);
        for (String session : here.ids()) {
            if (!isLive(way.from(), session)) {
                if (isLive(way.to(), session)) {
                    enterLater(session, here, new OwnerIndex(way.to(), owner));
                }
                here.removeAll(List.of(session));
            }
        }
        way.from().deleteIfEmpty(owner.indexId());
    }

    private static void enterLater(String session, OwnerIndex here, OwnerIndex there) {
        Duration time = here.remaining(session);
        if (time.compareTo(there.remaining(session)) > 0) {
            there.enter(session, time);
        }
    }

    private static boolean isLive(DataStore store, String session) {
        return store.read(session, List.of()).isPresent();
    }
}
