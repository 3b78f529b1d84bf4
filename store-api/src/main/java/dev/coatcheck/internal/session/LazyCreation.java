package dev.coatcheck.internal.session;

import dev.coatcheck.EndReason;
import dev.coatcheck.TicketCarrier;
import dev.coatcheck.internal.session.SessionState.Live;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.WriteResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Creates the session of a handle with the first write. The visitor is sent each ticket: one that cannot be sent is
 * noticed before anything is created. Thread-safe.
 */
final class LazyCreation {
    private final TicketCarrier carrier;
    private final ReentrantLock lock = new ReentrantLock();

    LazyCreation(TicketCarrier carrier) {
        this.carrier = carrier;
    }

    TicketCarrier carrier() {
        return carrier;
    }

    /** Where a first write may create the session, its end waits for that, and the other way round. */
    <T> T inTurn(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    /** What a write comes to for which no session is needed; empty where one must be created. */
    static Optional<WriteResult> resultWithout(List<Change> changes) {
        if (changes.stream().anyMatch(change -> change.expectedVersion() > 0)) {
            return Optional.of(WriteResult.CONFLICT);
        }
        return puts(changes).isEmpty() ? Optional.of(WriteResult.applied(0, 0)) : Optional.empty();
    }

    private static List<Change> puts(List<Change> changes) {
        return changes.stream().filter(change -> change.payload().isPresent()).toList();
    }

    /** Creates a session with what the changes put; one whose ticket reaches nobody is not left behind. */
    Live create(Sessions sessions, List<Change> changes) {
        carrier.requireSendable();
        Live made = sessions.create(puts(changes));
        try {
            carrier.send(made.ticketText());
        } catch (RuntimeException | Error e) {
            sessions.end(made.id(), EndReason.EXPLICIT);
            throw e;
        }
        return made;
    }
}
