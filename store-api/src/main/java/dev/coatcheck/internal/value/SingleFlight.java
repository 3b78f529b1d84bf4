package dev.coatcheck.internal.value;

import dev.coatcheck.StoreUnavailableException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets one caller at a time do a piece of work, by name; the others wait and then look again. Thread-safe. */
final class SingleFlight {
    private final ConcurrentHashMap<Object, Flight> underWay = new ConcurrentHashMap<>();
    /** What each thread waits for. */
    private final ConcurrentHashMap<Thread, Flight> awaited = new ConcurrentHashMap<>();

    private record Flight(Thread owner, CompletableFuture<Void> landed) {}

    /**
     * The work's result; empty where another caller's work was waited for.
     *
     * @throws IllegalStateException where this would be waited for by who is to be waited for
     * @throws StoreUnavailableException if the thread is interrupted while it waits
     */
    <T> Optional<T> first(Object name, Supplier<T> work) {
        Flight mine = new Flight(Thread.currentThread(), new CompletableFuture<>());
        Flight other = underWay.putIfAbsent(name, mine);
        if (other != null) {
            await(other);
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            underWay.remove(name, mine);
            mine.landed().complete(null);
        }
    }

    private void await(Flight other) {
        Thread me = Thread.currentThread();
        // known before anybody looks: of two who begin to wait for each other, one at least sees it
        awaited.put(me, other);
        try {
            requireNoCircle(me, other);
            other.landed().get();
        } catch (InterruptedException e) {
            me.interrupt();
            throw new StoreUnavailableException("interrupted while another caller loads the value");
        } catch (ExecutionException e) {
            throw new AssertionError("a flight lands without an outcome of its own", e);
        } finally {
            awaited.remove(me);
        }
    }

    private void requireNoCircle(Thread me, Flight first) {
        @Nullable Flight next = first;
        while (next != null && !next.landed().isDone()) {
            if (next.owner() == me) {
                throw new IllegalStateException("a loader asks for the value that it is to load, itself or by way of"
                        + " another loader that waits for this one");
            }
            next = awaited.get(next.owner());
        }
    }
}
