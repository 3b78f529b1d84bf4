package dev.coatcheck.command;

import dev.coatcheck.command.Distribution.Percentiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** What is counted of a store's sessions, in a memory that does not grow with them. For one thread. */
final class Figures {
    private static final Comparator<Large> BY_SIZE = Comparator.comparingLong(Large::bytes);

    private final int mostLarge;
    private final PriorityQueue<Large> large = new PriorityQueue<>(BY_SIZE);
    private final Distribution sizes = new Distribution();
    private final Distribution valuesEach = new Distribution();
    private final Distribution ages = new Distribution();
    private final Distribution left = new Distribution();
    private long sessions;
    private long lists;
    private long values;
    private long bytes;
    private long damaged;

    /**
     * One of the largest sessions.
     *
     * @param bytes of its values, as they are stored
     * @param secondsLeft until it ends
     */
    record Large(String id, long bytes, long values, long secondsLeft) {}

    /**
     * All figures.
     *
     * @param ownersLists lists of one owner's sessions, which count as no session
     * @param bytes of all values, as they are stored
     * @param damagedValues what stands in a value's place and is none; neither in values nor in bytes
     * @param ageSeconds since a session was created
     * @param secondsLeft until a session ends
     */
    record Summary(
            long sessions,
            long ownersLists,
            long values,
            long bytes,
            long damagedValues,
            Optional<Percentiles> sessionBytes,
            Optional<Percentiles> sessionValues,
            Optional<Percentiles> ageSeconds,
            Optional<Percentiles> secondsLeft,
            List<Large> largest) {}

    /**
     * Of no session yet.
     *
     * @param mostLarge how many of the largest sessions are named
     */
    Figures(int mostLarge) {
        this.mostLarge = mostLarge;
    }

    void add(SessionFigures session) {
        if (session.isOwnersList()) {
            lists++;
            return;
        }
        sessions++;
        values += session.values();
        bytes += session.bytes();
        damaged += session.damaged();
        sizes.add(session.bytes());
        valuesEach.add(session.values());
        left.add(session.remaining().toSeconds());
        session.age().map(Duration::toSeconds).ifPresent(ages::add);
        large.add(new Large(
                session.id(),
                session.bytes(),
                session.values(),
                session.remaining().toSeconds()));
        if (large.size() > mostLarge) {
            large.remove();
        }
    }

    long bytes() {
        return bytes;
    }

    Summary summary() {
        List<Large> largest = new ArrayList<>(large);
        largest.sort(BY_SIZE.reversed());
        return new Summary(
                sessions,
                lists,
                values,
                bytes,
                damaged,
                sizes.percentiles(),
                valuesEach.percentiles(),
                ages.percentiles(),
                left.percentiles(),
                largest);
    }
}
