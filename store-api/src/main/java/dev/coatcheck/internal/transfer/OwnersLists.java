package dev.coatcheck.internal.transfer;

import dev.coatcheck.internal.owner.OwnerIndex;
import dev.coatcheck.store.DataStore;
import java.util.Optional;

/** The lists that a store has of owners' sessions: each has its owner's sessions before they are there. Thread-safe. */
final class OwnersLists {
    private final DataStore store;

    OwnersLists(DataStore store) {
        this.store = store;
    }

    private Optional<OwnerIndex> list(SessionImage image) {
        return image.owner().map(owner -> new OwnerIndex(store, owner));
    }

    /** Enters a session that is to be created. */
    void enter(SessionImage image) {
        list(image).ifPresent(list -> list.enter(image.id(), image.remaining(), image.lifetimeLeft()));
    }

    /** Whoever ends all sessions of the owner may have found it there too early, and taken it for one that is over. */
    void enterWhereMissing(SessionImage image) {
        if (list(image).filter(list -> list.version(image.id()) == 0).isPresent()) {
            enter(image);
        }
    }
}
