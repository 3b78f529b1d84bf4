package dev.coatcheck;

import dev.coatcheck.SessionCopy.Progress;
import dev.coatcheck.internal.move.CurrentStore;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.internal.transfer.Crew;
import dev.coatcheck.internal.transfer.Gauge;
import dev.coatcheck.internal.transfer.Throttle;
import dev.coatcheck.store.DataStore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Goes over all sessions of a store, no faster than is allowed, and tells the listener of it, if there is one. */
final class SessionWalk {
    /** As many as keep the slower of two stores busy; more gain nothing. Measured. */
    private static final int THREADS = 4;

    private final long maxBytesPerSecond;
    private final @Nullable Consumer<Progress> listener;
    private final Gauge gauge = new Gauge();

    /** Begins now. */
    SessionWalk(long maxBytesPerSecond, @Nullable Consumer<Progress> listener) {
        this.maxBytesPerSecond = maxBytesPerSecond;
        this.listener = listener;
    }

    /**
     * Does the task for each id. For a listener, the store's sessions are counted first.
     *
     * @param check done before
     * @return false where the thread was interrupted before the last
     */
    boolean over(DataStore store, Runnable check, Crew.Task task) {
        Crew.Source ids = isStopped -> {
            check.run();
            if (listener != null && gauge.total().isEmpty()) {
                gauge.setTotal(count(store, isStopped));
            }
            return store.ids().filter(id -> !CurrentStore.isNote(id));
        };
        return Crew.work(THREADS, ids, task, new Throttle(maxBytesPerSecond), this::tell);
    }

    /** Owners' lists are no sessions. */
    private static long count(DataStore store, BooleanSupplier isStopped) {
        try (Stream<String> ids = store.ids()) {
            return ids.takeWhile(id -> !isStopped.getAsBoolean())
                    .filter(id -> !Ticket.isHash(id) && !CurrentStore.isNote(id))
                    .count();
        }
    }

    Gauge gauge() {
        return gauge;
    }

    /** Tells how far it is. */
    void tell() {
        if (listener != null) {
            listener.accept(new Progress(
                    gauge.sessions(),
                    gauge.total(),
                    gauge.bytes(),
                    gauge.bytesPerSecond(),
                    gauge.secondsLeft(),
                    gauge.elapsed()));
        }
    }
}
