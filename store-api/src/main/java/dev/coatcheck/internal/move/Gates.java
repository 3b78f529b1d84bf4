package dev.coatcheck.internal.move;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A gate for each id, while somebody is at it: calls pass together, and who hands the session over passes alone, once those
 * before it are through. Nobody waits for what is done to another id. A listener is called by who is at a gate and may come
 * back to it: whoever has passed a gate passes it again.
 *
 * <p>Why that is not left to a {@code ReentrantReadWriteLock}: it counts a reader first and then makes room for what it
 * knows of it. Where the heap is full, nobody would pass alone any more. Here all room is made before. Thread-safe.
 */
final class Gates {
    /** Counted under the id's own lock in the map. */
    private static final class Gate {
        final StampedLock lock = new StampedLock();
        int users;
    }

    /**
     * A gate that a thread has passed, or waits at.
     *
     * @param former the one before it
     */
    private record Passed(String id, @Nullable Passed former) {
        boolean has(String other) {
            return id.equals(other) || (former != null && former.has(other));
        }
    }

    private final ConcurrentHashMap<String, Gate> gates = new ConcurrentHashMap<>();

    @SuppressWarnings(
            "ThreadLocalUsage") // a thread may pass the gates of several moves; what it has passed goes with them
    private final ThreadLocal<@Nullable Passed> passed = new ThreadLocal<>();

    <T> T together(String id, Supplier<T> call) {
        return pass(id, call, StampedLock::readLock);
    }

    <T> T alone(String id, Supplier<T> step) {
        return pass(id, step, StampedLock::writeLock);
    }

    private <T> T pass(String id, Supplier<T> call, ToLongFunction<StampedLock> mode) {
        Passed former = passed.get();
        if (former != null && former.has(id)) {
            return call.get();
        }
        passed.set(new Passed(id, former));
        try {
            Gate gate = enter(id);
            try {
                long stamp = mode.applyAsLong(gate.lock);
                try {
                    return call.get();
                } finally {
                    gate.lock.unlock(stamp);
                }
            } finally {
                leave(id);
            }
        } finally {
            if (former == null) {
                passed.remove();
            } else {
                passed.set(former);
            }
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
