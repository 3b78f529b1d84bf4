package dev.coatcheck.internal.move;

import static dev.coatcheck.internal.move.Persistence.say;

import dev.coatcheck.Move.State;
import dev.coatcheck.internal.move.CurrentStore.Place;
import dev.coatcheck.internal.move.Persistence.Interruption;
import dev.coatcheck.store.ClaimableStore.Claim;
import dev.coatcheck.store.DataStore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries all sessions to the target, one after another, or back again. Whatever fails is begun again where it was: each
 * part finds out from the stores what is left to be done. For one thread.
 */
final class Carrier {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coatcheck");
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
    private final Rounds rounds;
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
        this.journal = new Journal(source, target);
        this.progress = progress;
        this.persistence = new Persistence(progress, moving::ping);
        this.rounds = new Rounds(source, handOver, moving, journal, progress, persistence);
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
        persistence.insist(journal::begin);
        if (progress.left().isEmpty()) {
            rounds.count();
        }
        do {
            rounds.carryAllThere();
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

    private void moveBack() {
        say(() -> LOG.info("The move is cancelled: {} sessions go back to the {} store", moved(), source.name()));
        moving.turnBack(EpochStore.of(source, epoch + 2));
        // from then on nobody begins a session in the target
        current.replace(current.place().by(moving));
        handOver.doubtful().forEach(id -> persistence.insist(() -> moving.settle(id)));
        rounds.carryAllBack();
        rounds.throwAwayLeftovers();
        end(Place.of(source, epoch + 2), target);
        progress.reach(State.CANCELLED);
        say(() -> LOG.info("The move is cancelled: the sessions are in the {} store", source.name()));
    }

    private void end(Place place, DataStore former) {
        rounds.end();
        forgetTarget();
        current.replace(place);
        handOver.inTarget().clear();
        closeQuietly(former, former::close);
        closeQuietly(source, claim::close);
    }

    /** The target may be away: then the mark ends by its time. */
    private void forgetTarget() {
        try {
            journal.end();
        } catch (RuntimeException | Error e) {
            say(() -> LOG.debug("The mark of the move stays in the {} store", target.name(), e));
        }
    }

    /** What cannot be closed keeps nobody from the sessions, which are elsewhere. */
    private static void closeQuietly(DataStore store, Runnable closing) {
        try {
            closing.run();
        } catch (RuntimeException | Error e) {
            say(() ->
                    LOG.warn("The move is over, and the {} store was not given back: {}", store.name(), e.toString()));
        }
    }
}
