package dev.coatcheck.servlet;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.EventListener;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an application's listeners, and the attributes that are listeners themselves. What one of them throws is logged
 * and keeps the others from nothing, as containers do. Immutable.
 */
final class SessionListeners {
    private static final Logger LOG = LoggerFactory.getLogger(SessionListeners.class);

    private final List<EventListener> listeners;

    SessionListeners(List<EventListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Whether what an attribute was matters to anybody but itself. */
    boolean hearOfAttributes() {
        return listeners.stream().anyMatch(HttpSessionAttributeListener.class::isInstance);
    }

    void created(HttpSession session) {
        tell(HttpSessionListener.class, listener -> listener.sessionCreated(new HttpSessionEvent(session)));
    }

    /** In the opposite order, as containers do. */
    void destroyed(HttpSession session) {
        for (int i = listeners.size() - 1; i >= 0; i--) {
            if (listeners.get(i) instanceof HttpSessionListener listener) {
                guarded(() -> listener.sessionDestroyed(new HttpSessionEvent(session)));
            }
        }
    }

    void idChanged(HttpSession session, String oldId) {
        tell(HttpSessionIdListener.class, listener -> listener.sessionIdChanged(new HttpSessionEvent(session), oldId));
    }

    /** An attribute has come out of the store. */
    void activated(HttpSession session, @Nullable Object value) {
        if (value instanceof HttpSessionActivationListener listener) {
            guarded(() -> listener.sessionDidActivate(new HttpSessionEvent(session)));
        }
    }

    /** An attribute is about to go into the store. */
    void passivating(HttpSession session, Object value) {
        if (value instanceof HttpSessionActivationListener listener) {
            guarded(() -> listener.sessionWillPassivate(new HttpSessionEvent(session)));
        }
    }

    void bound(HttpSession session, String name, Object value) {
        if (value instanceof HttpSessionBindingListener listener) {
            guarded(() -> listener.valueBound(new HttpSessionBindingEvent(session, name, value)));
        }
    }

    void unbound(HttpSession session, String name, @Nullable Object value) {
        if (value instanceof HttpSessionBindingListener listener) {
            guarded(() -> listener.valueUnbound(new HttpSessionBindingEvent(session, name, value)));
        }
    }

    /** Events have the old value of what was replaced, as the specification says. */
    void set(HttpSession session, String name, @Nullable Object old, Object value) {
        if (old == null) {
            tellOfAttribute(listener -> listener.attributeAdded(new HttpSessionBindingEvent(session, name, value)));
        } else {
            tellOfAttribute(listener -> listener.attributeReplaced(new HttpSessionBindingEvent(session, name, old)));
        }
    }

    void removed(HttpSession session, String name, Object old) {
        tellOfAttribute(listener -> listener.attributeRemoved(new HttpSessionBindingEvent(session, name, old)));
    }

    private void tellOfAttribute(Consumer<HttpSessionAttributeListener> event) {
        tell(HttpSessionAttributeListener.class, event);
    }

    private <L> void tell(Class<L> kind, Consumer<L> event) {
        for (EventListener listener : listeners) {
            if (kind.isInstance(listener)) {
                guarded(() -> event.accept(kind.cast(listener)));
            }
        }
    }

    private static void guarded(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.warn("a listener of sessions has thrown an exception", e);
        }
    }
}
