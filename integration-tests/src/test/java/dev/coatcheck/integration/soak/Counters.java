package dev.coatcheck.integration.soak;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Sessions that all visitors share, with a number that each adds to. Thread-safe. */
final class Counters {
    private static final Key<Long> NUMBER = Key.of("number", Long.class);
    private static final int SESSIONS = 4;

    private final Place place;
    private final Tally tally;
    private final List<Counter> counters;

    private record Counter(String ticket, AtomicLong acknowledged, AtomicLong unsure) {}

    Counters(Place place, Tally tally) {
        this.place = place;
        this.tally = tally;
        this.counters = Stream.generate(() -> place.instances().get(0).create())
                .limit(SESSIONS)
                .map(session -> new Counter(session.ticket(), new AtomicLong(), new AtomicLong()))
                .toList();
    }

    void add(int which, Session handle) {
        Counter counter = counters.get(which);
        try {
            handle.update(NUMBER, 0L, old -> old + 1);
            counter.acknowledged().incrementAndGet();
            tally.acknowledged();
        } catch (StoreUnavailableException e) {
            counter.unsure().incrementAndGet();
            throw e;
        } catch (StoreFullException e) {
            tally.expected("full");
        }
    }

    String ticket(int which) {
        return counters.get(which).ticket();
    }

    int size() {
        return counters.size();
    }

    /** When nobody adds any more. */
    void checkAndEnd() {
        for (Counter counter : counters) {
            Session session = place.instances().get(0).attach(counter.ticket());
            long number = session.get(NUMBER, 0L);
            long least = counter.acknowledged().get();
            if (number < least || number > least + counter.unsure().get()) {
                tally.wrong("a counter is " + number + " after " + least + " acknowledged additions and "
                        + counter.unsure().get() + " others");
            }
            session.end();
        }
    }
}
