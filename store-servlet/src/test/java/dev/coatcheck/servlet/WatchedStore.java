package dev.coatcheck.servlet;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.StoreStats;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A memory store that notes who asks it for what, and that can be out of reach. */
final class WatchedStore implements DataStore {
    private final DataStore store = new MemoryDataStore();
    private final Queue<String> calls = new ConcurrentLinkedQueue<>();
    private final Set<String> read = ConcurrentHashMap.newKeySet();
    private volatile boolean reachable = true;
    private volatile Runnable beforeCreation = () -> {};
    private final AtomicReference<Runnable> afterNextWrite = new AtomicReference<>(() -> {});

    /** The calls since the last time that this was asked, oldest first. */
    List<String> calls() {
        List<String> all = List.copyOf(calls);
        calls.clear();
        return all;
    }

    /** The names of all values that were asked for since the last time that this was asked. */
    Set<String> namesRead() {
        Set<String> all = Set.copyOf(read);
        read.clear();
        return all;
    }

    void goOutOfReach() {
        reachable = false;
    }

    void comeBack() {
        reachable = true;
    }

    void beforeCreation(Runnable action) {
        beforeCreation = action;
    }

    void afterNextWrite(Runnable action) {
        afterNextWrite.set(action);
    }

    private DataStore called(String method) {
        calls.add(method);
        if (!reachable) {
            throw new StoreUnavailableException("the store is out of reach");
        }
        return store;
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public boolean create(String id, Duration lifetime, List<Change> first) {
        beforeCreation.run();
        return called("create").create(id, lifetime, first);
    }

    @Override
    public Optional<Slice> read(String id, List<Want> wants) {
        wants.forEach(want -> read.add(want.name()));
        return called("read").read(id, wants);
    }

    @Override
    public WriteResult write(String id, List<Change> changes) {
        WriteResult result = called("write").write(id, changes);
        afterNextWrite.getAndSet(() -> {}).run();
        return result;
    }

    @Override
    public boolean extend(String id, Duration lifetime) {
        return called("extend").extend(id, lifetime);
    }

    @Override
    public boolean prolong(String id, Duration atLeast) {
        return called("prolong").prolong(id, atLeast);
    }

    @Override
    public Set<String> names(String id) {
        return called("names").names(id);
    }

    @Override
    public boolean delete(String id) {
        return called("delete").delete(id);
    }

    @Override
    public boolean deleteIfEmpty(String id) {
        return called("deleteIfEmpty").deleteIfEmpty(id);
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
        called("ping").ping();
    }

    @Override
    public void close() {
        store.close();
    }
}
