package dev.coatcheck.internal.metrics;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those of an application who are told something, in the order in which they were added. Nobody else notices what one of
 * them throws. Thread-safe.
 */
public final class Listeners<T> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coatcheck");

    private final String kind;
    private final CopyOnWriteArrayList<T> all = new CopyOnWriteArrayList<>();
    /** The classes of listeners with those of what they have thrown. */
    private final Set<List<Class<?>>> logged = ConcurrentHashMap.newKeySet();

    /** None yet, of a kind that log lines name. */
    public Listeners(String kind) {
        this.kind = kind;
    }

    /** One more is told from now on. */
    public void add(T listener) {
        all.add(listener);
    }

    /** Whether nobody listens: one read of memory. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Tells each of them. */
    public void tell(Consumer<T> event) {
        for (T listener : all) {
            try {
                event.accept(listener);
            } catch (Throwable e) {
                log(listener, e);
            }
        }
    }

    private void log(T listener, Throwable thrown) {
        try {
            if (logged.add(List.of(listener.getClass(), thrown.getClass()))) {
                LOG.warn(
                        "A {} of {} has thrown an exception, which changes nothing for the session. Others of the same"
                                + " kind are not logged",
                        kind,
                        listener.getClass(),
                        thrown);
            }
        } catch (Throwable e) {
            // a full heap or a deep stack, most likely, where the listener failed too: there is nobody to tell
        }
    }
}
