package dev.coatcheck.internal.session;

import dev.coatcheck.EndReason;
import dev.coatcheck.SessionListener;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.store.EndTellingStore.EndListener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what happens to sessions. Nobody else notices what one of them throws. Thread-safe. */
public final class SessionEvents implements EndListener {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coatcheck");

    private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
    /** The classes of listeners with those of what they have thrown. */
    private final Set<List<Class<?>>> logged = ConcurrentHashMap.newKeySet();

    /** One more is told from now on. */
    public void add(SessionListener listener) {
        listeners.add(listener);
    }

    void created(String id) {
        tell(listener -> listener.created(id));
    }

    void renewed(String id) {
        tell(listener -> listener.renewed(id));
    }

    void ended(String id, EndReason reason) {
        tell(listener -> listener.ended(id, reason));
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

    private void tell(Consumer<SessionListener> event) {
        for (SessionListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable e) {
                log(listener, e);
            }
        }
    }

    private void log(SessionListener listener, Throwable thrown) {
        if (logged.add(List.of(listener.getClass(), thrown.getClass()))) {
            LOG.warn(
                    "A session listener of {} has thrown an exception, which changes nothing for the session. Others of"
                            + " the same kind are not logged",
                    listener.getClass(),
                    thrown);
        }
    }
}
