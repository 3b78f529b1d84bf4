package dev.coatcheck.internal.move;

import dev.coatcheck.store.DataStore;

/** A store that others use as well, as on a server: whoever closes it leaves it to them. */
class SharedStore extends DelegatingStore {
    SharedStore(DataStore store) {
        super(store);
    }

    @Override
    public void close() {
        // the test closes it
    }
}
