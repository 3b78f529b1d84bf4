package dev.coatcheck.integration.history;

import dev.coatcheck.integration.history.Event.Operation;
import java.util.List;

/**
 * What may be lost since a server came back from an older state: whatever took effect between the moment of that state
 * and its return. Once it is back nothing more is excused: what was lost must not be seen again.
 */
final class Losses {
    /** From before the state was saved, and when the server was killed, until it was back. */
    private record Crash(long saved, long killed, long back) {
        /** Whether what took effect in this time may be gone for one who asked until then. */
        boolean mayHaveTaken(long start, long end, long askedUntil) {
            return start < back && end > saved && askedUntil > killed;
        }
    }

    private final List<Crash> crashes;

    private Losses(List<Crash> crashes) {
        this.crashes = crashes;
    }

    /** Those that a history tells of. */
    static Losses of(List<Event> history) {
        return new Losses(history.stream()
                .filter(event -> event.operation() == Operation.CRASH)
                .map(event -> new Crash(event.start(), Long.parseLong(event.argument()), event.end()))
                .toList());
    }

    /** Whether what an operation did or saw may be gone for another. */
    boolean mayHaveTaken(Event done, Event seenBy) {
        return mayHaveTaken(done.start(), done.end(), seenBy.end());
    }

    /** Whether what took effect, or was seen, between two times may be gone for one who asked until a third. */
    boolean mayHaveTaken(long start, long end, long askedUntil) {
        return crashes.stream().anyMatch(crash -> crash.mayHaveTaken(start, end, askedUntil));
    }

    /** Whether an operation may have been lost and, by its own repetition, been done again. */
    boolean touch(Event event) {
        return mayHaveTaken(event.start(), event.end(), Long.MAX_VALUE);
    }
}
