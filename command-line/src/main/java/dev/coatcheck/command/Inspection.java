package dev.coatcheck.command;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Looks at every session of a store, one at a time and no faster than it may. It asks for the values' lengths, and for no
 * bytes but those of the ticket's proof. For one thread.
 */
final class Inspection {
    /** Values of one session that are asked for at a time. */
    private static final int PORTION = 1_000;

    /** Ids that are counted in a second: a server gives a thousand of them in one answer. */
    private static final long IDS_PER_SECOND = 50_000;

    private final DataStore store;
    private final Interruption interruption;
    private final Pace sessions;
    private final Display display;
    private final Figures figures;
    private final long began = System.nanoTime();

    Inspection(DataStore store, Interruption interruption, long sessionsPerSecond, Display display, Figures figures) {
        this.store = store;
        this.interruption = interruption;
        this.sessions = new Pace(interruption, sessionsPerSecond);
        this.display = display;
        this.figures = figures;
    }

    /** Stops where it is interrupted; the figures have what was seen by then. */
    void run() {
        OptionalLong total = OptionalLong.of(count());
        long seen = 0;
        try (Stream<String> ids = store.ids()) {
            Iterator<String> each = ids.iterator();
            while (!interruption.isRequested() && each.hasNext()) {
                look(each.next());
                sessions.done(1);
                seen++;
                display.show(seen, total, figures.bytes(), Duration.ofNanos(System.nanoTime() - began));
            }
        }
    }

    private long count() {
        Pace pace = new Pace(interruption, IDS_PER_SECOND);
        long count = 0;
        try (Stream<String> ids = store.ids()) {
            for (Iterator<String> each = ids.iterator(); !interruption.isRequested() && each.hasNext(); count++) {
                each.next();
                pace.done(1);
            }
        }
        return count;
    }

    /** A session that ends meanwhile does not count. */
    private void look(String id) {
        List<String> names = List.copyOf(store.names(id));
        SessionFigures session = new SessionFigures(id);
        for (int from = 0; from == 0 || from < names.size(); from += PORTION) {
            List<String> portion = names.subList(from, Math.min(from + PORTION, names.size()));
            Optional<Slice> slice =
                    store.read(id, portion.stream().map(SessionFigures::want).toList());
            if (slice.isEmpty()) {
                return;
            }
            List<String> again = session.add(portion, slice.get());
            if (!again.isEmpty()) {
                lookAgain(session, again);
            }
        }
        figures.add(session);
    }

    /** What no value has in its place, only to read it tells; and there are no bytes to move. */
    private void lookAgain(SessionFigures session, List<String> names) {
        Optional<Slice> slice =
                store.read(session.id(), names.stream().map(Want::of).toList());
        for (int i = 0; slice.isPresent() && i < names.size(); i++) {
            session.add(names.get(i), slice.get().values().get(i));
        }
    }
}
