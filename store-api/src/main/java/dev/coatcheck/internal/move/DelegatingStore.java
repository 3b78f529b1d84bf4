package dev.coatcheck.internal.move;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.StoreStats;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Asks another store; a subclass does some of it otherwise. */
abstract class DelegatingStore implements DataStore {
    private final DataStore store;

    DelegatingStore(DataStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public boolean create(String id, Duration lifetime, List<Change> first) {
        return store.create(id, lifetime, first);
    }

    @Override
    public Optional<Slice> read(String id, List<Want> wants) {
        return store.read(id, wants);
    }

    @Override
    public WriteResult write(String id, List<Change> changes) {
        return store.write(id, changes);
    }

    @Override
    public boolean extend(String id, Duration lifetime) {
        return store.extend(id, lifetime);
    }

    @Override
    public boolean prolong(String id, Duration atLeast) {
        return store.prolong(id, atLeast);
    }

    @Override
    public Set<String> names(String id) {
        return store.names(id);
    }

    @Override
    public boolean delete(String id) {
        return store.delete(id);
    }

    @Override
    public boolean deleteIfEmpty(String id) {
        return store.deleteIfEmpty(id);
    }

    @Override
    public Stream<String> ids() {
        return store.ids();
    }

    @Override
    public StoreStats stats() {
        return store.stats();
    }

    @Override
    public void ping() {
        store.ping();
    }

    @Override
    public void close() {
        store.close();
    }
}
