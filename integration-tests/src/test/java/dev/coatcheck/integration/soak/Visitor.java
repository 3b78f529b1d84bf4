package dev.coatcheck.integration.soak;

import dev.coatcheck.Session;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Has sessions of its own and does random things to them, each through any of the instances. For one thread. */
final class Visitor {
    private static final int MOST_SESSIONS = 40;
    private static final List<String> TEXTS = List.of("a", "b", "c", "d", "e", "f");

    private final int number;
    private final Place place;
    private final Counters counters;
    private final Tally tally;
    private final Random random;
    private final List<Owned> sessions = new ArrayList<>();
    private int written;

    Visitor(int number, long seed, Place place, Counters counters, Tally tally) {
        this.number = number;
        this.place = place;
        this.counters = counters;
        this.tally = tally;
        this.random = new Random(seed);
    }

    private String any() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private String label() {
        return number + "." + ++written;
    }

    /** One operation. */
    void step() {
        tally.operation();
        try {
            int kind = random.nextInt(1000);
            if (sessions.isEmpty() || (kind < 60 && sessions.size() < MOST_SESSIONS)) {
                create();
            } else if (kind < 90 && !place.evicts()) {
                int which = random.nextInt(counters.size());
                counters.add(which, place.any(random).attach(counters.ticket(which)));
            } else {
                act(kind, sessions.get(random.nextInt(sessions.size())));
            }
        } catch (StoreUnavailableException e) {
            tally.expected("unavailable");
        } catch (RuntimeException e) {
            tally.unexpected(e);
        }
    }

    private void create() {
        boolean brief = random.nextInt(5) == 0;
        long start = System.nanoTime();
        try {
            Session created = (brief ? place.brief() : place.any(random)).create();
            sessions.add(
                    brief
                            ? Owned.brief(created, place.briefly().toNanos(), start, System.nanoTime())
                            : Owned.lasting(created));
            tally.acknowledged();
        } catch (StoreFullException e) {
            tally.expected("full");
        }
    }

    private void act(int kind, Owned owned) {
        try {
            use(kind, new Use(owned, place, place.any(random), tally));
        } finally {
            if (owned.isLost()) {
                sessions.remove(owned);
            }
        }
    }

    private void use(int kind, Use session) {
        if (kind < 300) {
            session.put(any(), label());
        } else if (kind < 305) {
            session.putCatalog(random.nextInt(1_000));
        } else if (kind < 350) {
            session.putBriefly(any(), label(), Duration.ofMillis(50 + random.nextInt(1_000)));
        } else if (kind < 430) {
            session.putTwo(TEXTS.get(0), TEXTS.get(1 + random.nextInt(TEXTS.size() - 1)), label());
        } else if (kind < 470) {
            session.remove(any());
        } else if (kind < 520) {
            session.getOrCompute(any(), label());
        } else if (kind < 570) {
            session.change(any(), label());
        } else if (kind < 800) {
            session.see(any());
        } else if (kind < 805) {
            session.seeCatalog();
        } else if (kind < 930) {
            session.seeAll(TEXTS);
        } else if (kind < 960) {
            session.renew();
        } else {
            session.end();
        }
    }

    /** When all is at rest: everything that was acknowledged is there, and ends. */
    void checkAndEnd() {
        for (Owned owned : sessions) {
            new Use(owned, place, place.any(random), tally).seeAll(TEXTS);
            new Use(owned, place, place.any(random), tally).seeCatalog();
            if (!owned.isLost()) {
                new Use(owned, place, place.any(random), tally).end();
            }
        }
        sessions.clear();
    }
}
