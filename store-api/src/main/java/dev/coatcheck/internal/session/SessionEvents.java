package dev.coatcheck.internal.session;

import dev.coatcheck.EndReason;
import dev.coatcheck.SessionListener;
import dev.coatcheck.internal.metrics.Listeners;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.store.EndTellingStore.EndListener;

/** Tells listeners what happens to sessions. Thread-safe. */
public final class SessionEvents implements EndListener {
    private final Listeners<SessionListener> listeners = new Listeners<>("session listener");

    /** One more is told from now on. */
    public void add(SessionListener listener) {
        listeners.add(listener);
    }

    void created(String id) {
        listeners.tell(listener -> listener.created(id));
    }

    void renewed(String id) {
        listeners.tell(listener -> listener.renewed(id));
    }

    void ended(String id, EndReason reason) {
        listeners.tell(listener -> listener.ended(id, reason));
    }

    @Override
    public void expired(String id) {
        endedByItself(id, EndReason.EXPIRED);
    }

    @Override
    public void evicted(String id) {
        endedByItself(id, EndReason.EVICTED);
    }

    /** An owner's list ends like a session, and is none. */
    private void endedByItself(String id, EndReason reason) {
        if (!listeners.isEmpty() && Ticket.isId(id)) {
            ended(id, reason);
        }
    }
}
