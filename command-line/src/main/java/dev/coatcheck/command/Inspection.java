package dev.coatcheck.command;

import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Looks at every session of a store, one at a time and no faster than it may. What it reads it measures, and keeps none
 * of it. For one thread.
 */
final class Inspection {
    /** Values of one session that are in the heap at a time. */
    private static final int PORTION = 16;

    /** Ids that are counted in a second: a server gives a thousand of them in one answer. */
    private static final long IDS_PER_SECOND = 50_000;

    private final DataStore store;
    private final Interruption interruption;
    private final Pace sessions;
    private final Pace bytes;
    private final Display display;
    private final Figures figures;
    private final long began = System.nanoTime();

    Inspection(
            DataStore store,
            Interruption interruption,
            long sessionsPerSecond,
            long bytesPerSecond,
            Display display,
            Figures figures) {
        this.store = store;
        this.interruption = interruption;
        this.sessions = new Pace(interruption, sessionsPerSecond);
        this.bytes = new Pace(interruption, bytesPerSecond);
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
                    store.read(id, portion.stream().map(Want::of).toList());
            if (slice.isEmpty()) {
                return;
            }
            session.add(portion, slice.get());
            bytes.done(bytes(slice.get()));
        }
        figures.add(session);
    }

    private static long bytes(Slice slice) {
        return slice.values().stream()
                .map(Found::payload)
                .mapToLong(payload -> payload.bytes().length)
                .sum();
    }
}
