package dev.coatcheck.internal.move;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A gate for each id, while somebody is at it: calls pass together, and who hands the session over passes alone, once those
 * before it are through. Nobody waits for what is done to another id. Thread-safe.
 */
final class Gates {
    /** Counted under the id's own lock in the map. */
    private static final class Gate {
        final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        int users;
    }

    private final ConcurrentHashMap<String, Gate> gates = new ConcurrentHashMap<>();

    <T> T together(String id, Supplier<T> call) {
        Gate gate = enter(id);
        gate.lock.readLock().lock();
        try {
            return call.get();
        } finally {
            gate.lock.readLock().unlock();
            leave(id);
        }
    }

    <T> T alone(String id, Supplier<T> step) {
        Gate gate = enter(id);
        gate.lock.writeLock().lock();
        try {
            return step.get();
        } finally {
            gate.lock.writeLock().unlock();
            leave(id);
        }
    }

    private Gate enter(String id) {
        return Objects.requireNonNull(gates.compute(id, (same, known) -> {
            Gate gate = known == null ? new Gate() : known;
            gate.users++;
            return gate;
        }));
    }

    private void leave(String id) {
        gates.computeIfPresent(id, (same, gate) -> left(gate));
    }

    private static @Nullable Gate left(Gate gate) {
        gate.users--;
        return gate.users == 0 ? null : gate;
    }
}
