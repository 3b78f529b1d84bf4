package dev.coatcheck.internal.move;

import static dev.coatcheck.internal.move.Persistence.say;

import dev.coatcheck.Move.State;
import dev.coatcheck.internal.move.CurrentStore.Place;
import dev.coatcheck.internal.move.Persistence.Interruption;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.store.ClaimableStore.Claim;
import dev.coatcheck.store.DataStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries all sessions to the target, one after another, or back again. Whatever fails is begun again where it was: each
 * part finds out from the stores what is left to be done. For one thread.
 */
final class Carrier {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coatcheck");
    private static final int AT_ONCE = 16;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final CurrentStore current;
    private final DataStore source;
    private final DataStore target;
    private final int epoch;
    private final Claim claim;
    private final HandOver handOver;
    private final MovingStore moving;
    private final Journal journal;
    private final Progress progress;
    private final Persistence persistence;
    private final long began = System.nanoTime();

    /** From the place that is current now. */
    Carrier(CurrentStore current, DataStore target, Claim claim, Progress progress) {
        Place former = current.place();
        this.current = current;
        this.source = former.driver();
        this.target = target;
        this.epoch = former.epoch();
        this.claim = claim;
        this.handOver = new HandOver(source, target);
        this.moving = new MovingStore(former.store(), EpochStore.of(target, epoch + 1), handOver);
        this.journal = new Journal(source);
        this.progress = progress;
        this.persistence = new Persistence(progress, moving::ping);
    }

    /** What a move that was killed has left is brought to its end before anybody else sees it. */
    void recover() {
        journal.read().forEach(handOver::reconcile);
    }

    /** Callers are led to both stores from now on. */
    void begin() {
        say(() -> LOG.info("Moving the sessions of the {} store to the {} store", source.name(), target.name()));
        current.replace(current.place().by(moving));
    }

    long moved() {
        return handOver.moved();
    }

    /** Returns when all sessions are in one of the stores, or the manager is being closed. */
    void carry() {
        while (!progress.isOver() && !progress.isStopped()) {
            try {
                // a whole part is a step too: what fails in between its own steps is waited for in the same way
                if (progress.isCancelled()) {
                    progress.goBack();
                    persistence.insist(this::moveBack);
                } else {
                    persistence.insist(this::moveForth);
                }
            } catch (Interruption e) {
                say(() -> LOG.debug("No further session is moved"));
            } catch (RuntimeException | Error e) {
                // there was no room even to wait in order
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void moveForth() {
        if (progress.left().isEmpty()) {
            count();
        }
        do {
            while (isOneLeft()) {
                persistence.insist(this::carryAllThere);
            }
        } while (!progress.isCancelled() && !progress.finish());
        if (!progress.isCancelled()) {
            end(Place.of(target, epoch + 1), source);
            progress.reach(State.DONE);
            say(() -> LOG.info(
                    "Moved {} sessions from the {} store to the {} store in {} s, and they are there alone from now on",
                    moved(),
                    source.name(),
                    target.name(),
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)));
        }
    }

    private void count() {
        persistence.insist(() -> {
            try (Stream<String> ids = source.ids()) {
                progress.left(ids.filter(Ticket::isId)
                        .takeWhile(id -> !progress.isStopped())
                        .count());
            }
        });
    }

    /** Or something that is left over in the target. */
    private boolean isOneLeft() {
        boolean[] found = {!handOver.doubtful().isEmpty()};
        persistence.insist(() -> {
            try (Stream<String> ids = source.ids()) {
                found[0] |= ids.anyMatch(id -> !id.equals(Journal.ID));
            }
        });
        return found[0];
    }

    /** Owners' lists last: until then they say where the sessions are that are not there yet. */
    private void carryAllThere() {
        carryAll(List.copyOf(handOver.doubtful()));
        carryAll(id -> !Ticket.isHash(id));
        carryAll(Ticket::isHash);
    }

    private void carryAll(Predicate<String> wanted) {
        try (Stream<String> ids = source.ids()) {
            Iterator<String> some =
                    ids.filter(wanted).filter(id -> !id.equals(Journal.ID)).iterator();
            while (some.hasNext()) {
                List<String> next = new ArrayList<>(AT_ONCE);
                while (next.size() < AT_ONCE && some.hasNext()) {
                    next.add(some.next());
                }
                carryAll(next);
            }
        }
    }

    /** Whatever fails, these come first until all of them are there: no others are in the journal. */
    private void carryAll(List<String> ids) {
        persistence.insist(() -> journal.write(ids));
        for (String id : ids) {
            persistence.insist(() -> moving.carry(id));
            if (Ticket.isId(id)) {
                progress.oneLess();
            }
        }
    }

    private void moveBack() {
        say(() -> LOG.info("The move is cancelled: {} sessions go back to the {} store", moved(), source.name()));
        moving.turnBack(EpochStore.of(source, epoch + 2));
        // from then on nobody begins a session in the target
        current.replace(current.place().by(moving));
        handOver.doubtful().forEach(id -> persistence.insist(() -> moving.settle(id)));
        while (!handOver.inTarget().isEmpty()) {
            List<String> all = new ArrayList<>(handOver.inTarget());
            progress.left(all.stream().filter(Ticket::isId).count());
            // owners' lists last, here too
            if (all.stream().anyMatch(id -> !Ticket.isHash(id))) {
                all.removeIf(Ticket::isHash);
            }
            for (int i = 0; i < all.size(); i += AT_ONCE) {
                carryAll(all.subList(i, Math.min(all.size(), i + AT_ONCE)));
            }
        }
        persistence.insist(() -> journal.write(throwAwayLeftovers()));
        end(Place.of(source, epoch + 2), target);
        progress.reach(State.CANCELLED);
        say(() -> LOG.info("The move is cancelled: the sessions are in the {} store", source.name()));
    }

    /** The target may be away for good: what could not be thrown away is for the next move. */
    private List<String> throwAwayLeftovers() {
        List<String> leftovers = new ArrayList<>();
        for (String id : List.copyOf(handOver.doubtful())) {
            try {
                moving.reconcile(id);
            } catch (RuntimeException e) {
                leftovers.add(id);
            }
        }
        return leftovers;
    }

    private void end(Place place, DataStore former) {
        if (handOver.doubtful().isEmpty()) {
            persistence.insist(journal::remove);
        }
        current.replace(place);
        handOver.inTarget().clear();
        try {
            former.close();
        } catch (RuntimeException | Error e) {
            say(() -> LOG.warn(
                    "The {} store, which has no sessions any more, was not closed: {}",
                    former.name(),
                    e.toString()));
        } finally {
            claim.close();
        }
    }
}
