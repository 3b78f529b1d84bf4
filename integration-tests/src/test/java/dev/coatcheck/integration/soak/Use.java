package dev.coatcheck.integration.soak;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.Values;
import dev.coatcheck.integration.history.Stamp;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** One operation on a session that one visitor owns, through one instance, and what must come of it. */
final class Use {
    private final Owned owned;
    private final Place place;
    private final SessionManager instance;
    private final Session handle;
    private final Tally tally;
    private final long start = System.nanoTime();

    Use(Owned owned, Place place, SessionManager instance, Tally tally) {
        this.owned = owned;
        this.place = place;
        this.instance = instance;
        this.handle = instance.attach(owned.ticket());
        this.tally = tally;
    }

    static Key<String> text(String name) {
        return Key.of(name, String.class);
    }

    private void write(Runnable call, Runnable whenDone, Runnable whenUnsure) {
        try {
            call.run();
            tally.acknowledged();
            live();
            whenDone.run();
        } catch (SessionEndedException e) {
            over();
        } catch (StoreFullException e) {
            tally.expected("full");
        } catch (StoreUnavailableException e) {
            whenUnsure.run();
            throw e;
        }
    }

    private void live() {
        if (owned.mustBeOver(start)) {
            tally.wrong("a session lives past its time: " + owned.id());
        }
    }

    private void over() {
        if (owned.mayBeOver(System.nanoTime())) {
            tally.expected("expired");
        } else if (place.evicts()) {
            tally.expected("evicted");
        } else {
            tally.wrong("a session is over that nobody ended: " + owned.id());
        }
        owned.lose();
    }

    void put(String name, String label) {
        write(
                () -> handle.put(text(name), Stamp.value(label)),
                () -> owned.expected().is(name, label),
                () -> owned.expected().maybe(name, label));
    }

    void putBriefly(String name, String label, Duration time) {
        write(
                () -> handle.put(text(name), Stamp.value(label), time),
                () -> owned.expected().is(name, label, time.toNanos(), start, System.nanoTime()),
                () -> owned.expected().maybeBriefly(name, label));
    }

    void putTwo(String one, String other, String label) {
        write(
                () -> handle.batch()
                        .put(text(one), Stamp.value(label))
                        .put(text(other), Stamp.value(label))
                        .commit(),
                () -> Set.of(one, other).forEach(name -> owned.expected().is(name, label)),
                () -> Set.of(one, other).forEach(name -> owned.expected().maybe(name, label)));
    }

    void putCatalog(int number) {
        String name = Catalog.KEY.name();
        String label = Integer.toString(number);
        write(
                () -> handle.put(Catalog.KEY, Catalog.products(number)),
                () -> owned.expected().is(name, label),
                () -> owned.expected().maybe(name, label));
    }

    void remove(String name) {
        write(
                () -> handle.remove(text(name)),
                () -> owned.expected().is(name, Expected.ABSENT),
                () -> owned.expected().maybe(name, Expected.ABSENT));
    }

    /** Replaces what is there, and looks at that. */
    void change(String name, String label) {
        AtomicReference<String> old = new AtomicReference<>(Expected.ABSENT);
        write(
                () -> handle.compute(text(name), found -> {
                    old.set(found.map(Stamp::label).orElse(Expected.ABSENT));
                    return Optional.of(Stamp.value(label));
                }),
                () -> {
                    compare(name, old.get());
                    owned.expected().is(name, label);
                },
                () -> owned.expected().maybe(name, label));
    }

    void getOrCompute(String name, String label) {
        AtomicReference<String> found = new AtomicReference<>(Expected.ABSENT);
        write(
                () -> found.set(Stamp.label(handle.getOrCompute(text(name), () -> Stamp.value(label)))),
                () -> {
                    boolean isNew = found.get().equals(label);
                    compare(name, isNew ? Expected.ABSENT : found.get());
                    if (isNew) {
                        owned.expected().is(name, label);
                    }
                },
                () -> owned.expected().maybe(name, label));
    }

    void see(String name) {
        saw(name, handle.get(text(name)).map(Stamp::label));
    }

    void seeCatalog() {
        saw(Catalog.KEY.name(), handle.get(Catalog.KEY).map(Catalog::label));
    }

    void seeAll(Collection<String> names) {
        Values values = handle.getAll(names.stream().map(Use::text).toArray(Key<?>[]::new));
        names.forEach(name -> saw(name, values.get(text(name)).map(Stamp::label)));
    }

    private void saw(String name, Optional<String> label) {
        if (owned.isLost()) {
            return;
        }
        if (label.isPresent()) {
            live();
        } else if (isOver()) {
            over();
            return;
        }
        compare(name, label.orElse(Expected.ABSENT));
    }

    /** A session that is over reads as one that is empty; where it cannot be over, an empty one is a wrong one. */
    private boolean isOver() {
        boolean possible = place.evicts() || owned.mayBeOver(System.nanoTime());
        return possible && instance.findById(owned.id()).isEmpty();
    }

    private void compare(String name, String label) {
        if (!owned.expected().agrees(name, label, start, System.nanoTime())) {
            tally.wrong("value " + name + " of session " + owned.id() + " is " + label + ", which is not what was"
                    + " acknowledged");
        }
    }

    /** The old ticket is dead and the new one opens. */
    void renew() {
        String old = owned.ticket();
        write(
                () -> owned.renewed(handle.renew()),
                () -> {
                    if (instance.find(old).isPresent()) {
                        tally.wrong("a ticket opens that was renewed, of session " + owned.id());
                    }
                    if (instance.find(owned.ticket()).isEmpty() && !isOver()) {
                        tally.wrong("a new ticket does not open session " + owned.id());
                    }
                },
                // nobody knows its ticket now: it is found among those left at the end
                owned::lose);
    }

    /** The session is over, and stays so. */
    void end() {
        endForSure();
        tally.acknowledged();
        owned.lose();
        if (instance.find(owned.ticket()).isPresent()
                || instance.findById(owned.id()).isPresent()) {
            tally.wrong("a session that has ended is live: " + owned.id());
        }
    }

    private void endForSure() {
        while (true) {
            try {
                handle.end();
                return;
            } catch (StoreUnavailableException e) {
                tally.expected("unavailable");
            }
        }
    }
}
