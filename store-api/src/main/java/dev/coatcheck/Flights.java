package dev.coatcheck;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Lets one caller at a time do a piece of work, by name; the others wait and then look again. Thread-safe. */
final class Flights {
    private final ConcurrentHashMap<Object, Flight> underWay = new ConcurrentHashMap<>();

    private record Flight(Thread owner, CompletableFuture<Void> landed) {}

    /** The work's result; empty where another caller's work was waited for. */
    <T> Optional<T> first(Object name, Supplier<T> work) {
        Flight mine = new Flight(Thread.currentThread(), new CompletableFuture<>());
        Flight other = underWay.putIfAbsent(name, mine);
        if (other != null) {
            if (other.owner() == Thread.currentThread()) {
                throw new IllegalStateException("a loader asks for the value that it is to load");
            }
            other.landed().join();
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            underWay.remove(name, mine);
            mine.landed().complete(null);
        }
    }
}
