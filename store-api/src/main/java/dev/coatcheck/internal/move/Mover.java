package dev.coatcheck.internal.move;

import dev.coatcheck.Move.State;
import dev.coatcheck.internal.move.CurrentStore.Place;
import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.store.ClaimableStore.Claim;
import dev.coatcheck.store.DataStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands over all sessions of a manager, one after another, by a thread of its own that tries until it succeeds; back again,
 * where it is told to. Thread-safe.
 */
public final class Mover {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coatcheck");
    private static final long UNKNOWN = -1;
    private static final int AT_ONCE = 16;
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

    /** What the thread does not go on after. */
    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Interruption() {
            super(null, null, false, false);
        }
    }

    private final CurrentStore current;
    private final DataStore source;
    private final DataStore target;
    private final int epoch;
    private final Claim claim;
    private final HandOver handOver;
    private final MovingStore moving;
    private final Journal journal;
    private final CompletableFuture<Void> completion = new CompletableFuture<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final AtomicLong left = new AtomicLong(UNKNOWN);
    private final Thread thread = new Thread(this::run, "coatcheck-move");
    private volatile State state = State.MOVING;
    private volatile boolean stopped;
    private volatile boolean goesBack;
    private boolean finishing;

    /** Nothing is done yet. */
    Mover(CurrentStore current, DataStore target, Claim claim) {
        Place former = current.place();
        this.current = current;
        this.source = former.driver();
        this.target = target;
        this.epoch = former.epoch();
        this.claim = claim;
        this.handOver = new HandOver(source, target);
        this.moving = new MovingStore(former.store(), EpochStore.of(target, epoch + 1), handOver);
        this.journal = new Journal(source);
        thread.setDaemon(true);
    }

    /** What a move that was killed has left is brought to its end before anybody else sees it; then sessions are moved. */
    void start() {
        journal.read().forEach(handOver::reconcile);
        // first: where there is no thread to be had, nothing has changed
        thread.start();
        LOG.info("Moving the sessions of the {} store to the {} store", source.name(), target.name());
        current.replace(current.place().by(moving));
        begun.countDown();
    }

    /** How far it is. */
    public State state() {
        return state;
    }

    /** How many visitors' sessions were handed over, less those that were brought back. */
    public long moved() {
        return handOver.moved();
    }

    /** How many are still to be handed over, or brought back; empty until they are counted. */
    public OptionalLong left() {
        long now = left.get();
        return now == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(Math.max(0, now));
    }

    /** When all is done. */
    public CompletionStage<Void> completion() {
        return completion.minimalCompletionStage();
    }

    /** Brings back what was moved; nothing where the end is reached, or this was said before. */
    public void cancel() {
        synchronized (this) {
            if (finishing || stopped || (state != State.MOVING && state != State.WAITING)) {
                return;
            }
            state = State.CANCELLING;
        }
        LockSupport.unpark(thread);
    }

    private synchronized boolean isToBeFinished() {
        finishing = state != State.CANCELLING;
        return finishing;
    }

    private boolean isCancelled() {
        return state == State.CANCELLING;
    }

    /** Goes no further, once the session that is on its way is in one place. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets others have the source, which is closed. */
    void release() {
        claim.close();
    }

    /** Whether another move may begin. */
    boolean isOver() {
        return state == State.DONE || state == State.CANCELLED || completion.isDone();
    }

    private void run() {
        awaitBeginning();
        try {
            try {
                count();
                moveForth();
            } catch (Interruption e) {
                LOG.debug("No further session is moved");
            }
            if (stopped) {
                throw new Interruption();
            }
            if (isCancelled()) {
                goesBack = true;
                moveBack();
            }
        } catch (Interruption e) {
            LOG.info("The manager was closed during the move, {} sessions were moved", moved());
            completion.completeExceptionally(new IllegalStateException("the manager was closed during the move; "
                    + moved() + " sessions were moved, and what was not is where it was"));
        }
    }

    private void awaitBeginning() {
        while (true) {
            try {
                begun.await();
                return;
            } catch (InterruptedException e) {
                LOG.debug("Nobody interrupts this thread");
            }
        }
    }

    private void requireNotStopped() {
        if (stopped || (isCancelled() && !goesBack)) {
            throw new Interruption();
        }
    }

    private void count() {
        insist(() -> {
            try (Stream<String> ids = source.ids()) {
                left.set(ids.filter(Ticket::isId).takeWhile(id -> !stopped).count());
            }
        });
    }

    private void moveForth() {
        long began = System.nanoTime();
        do {
            while (!isCancelled() && isOneLeft()) {
                insist(this::carryAllThere);
            }
        } while (!isCancelled() && !isToBeFinished());
        if (!isCancelled()) {
            end(Place.of(target, epoch + 1), source);
            state = State.DONE;
            LOG.info(
                    "Moved {} sessions from the {} store to the {} store in {} s, and they are there alone from now on",
                    moved(),
                    source.name(),
                    target.name(),
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
            completion.complete(null);
        }
    }

    /** Or something that is left over in the target. */
    private boolean isOneLeft() {
        boolean[] found = {!handOver.doubtful().isEmpty()};
        insist(() -> {
            try (Stream<String> ids = source.ids()) {
                found[0] |= ids.anyMatch(id -> !id.equals(Journal.ID));
            }
        });
        return found[0];
    }

    private void carryAllThere() {
        carryAll(List.copyOf(handOver.doubtful()));
        try (Stream<String> ids = source.ids()) {
            Iterator<String> some = ids.filter(id -> !id.equals(Journal.ID)).iterator();
            while (some.hasNext() && !isCancelled()) {
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
        insist(() -> journal.write(ids));
        for (String id : ids) {
            insist(() -> moving.carry(id));
            if (Ticket.isId(id)) {
                left.decrementAndGet();
            }
        }
    }

    private void moveBack() {
        LOG.info("The move is cancelled: {} sessions go back to the {} store", moved(), source.name());
        moving.turnBack(EpochStore.of(source, epoch + 2));
        // from then on nobody begins a session in the target
        current.replace(current.place().by(moving));
        handOver.doubtful().forEach(id -> insist(() -> moving.settle(id)));
        while (!handOver.inTarget().isEmpty()) {
            left.set(handOver.inTarget().stream().filter(Ticket::isId).count());
            List<String> all = List.copyOf(handOver.inTarget());
            for (int i = 0; i < all.size(); i += AT_ONCE) {
                carryAll(all.subList(i, Math.min(all.size(), i + AT_ONCE)));
            }
        }
        insist(() -> journal.write(throwAwayLeftovers()));
        end(Place.of(source, epoch + 2), target);
        state = State.CANCELLED;
        LOG.info("The move is cancelled: the sessions are in the {} store", source.name());
        completion.completeExceptionally(new CancellationException("the move was cancelled"));
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
            insist(journal::remove);
        }
        current.replace(place);
        handOver.inTarget().clear();
        left.set(0);
        try {
            former.close();
            claim.close();
        } catch (RuntimeException e) {
            LOG.warn("The {} store, which has no sessions any more, was not closed: {}", former.name(), e.getMessage());
        }
    }

    /** Tries until it succeeds, or the manager is closed. Whoever fails is asked for a sign of life first, the next time. */
    private void insist(Runnable step) {
        long pause = SHORTEST_PAUSE;
        while (true) {
            requireNotStopped();
            try {
                step.run();
                goOn();
                return;
            } catch (Interruption e) {
                throw e;
            } catch (RuntimeException | Error e) {
                await(e);
            }
            do {
                LockSupport.parkNanos(pause);
                pause = Math.min(LONGEST_PAUSE, 2 * pause);
                requireNotStopped();
            } while (!isAlive());
        }
    }

    private boolean isAlive() {
        try {
            moving.ping();
            return true;
        } catch (RuntimeException | Error e) {
            return false;
        }
    }

    private synchronized void await(Throwable why) {
        if (state == State.MOVING) {
            state = State.WAITING;
            LOG.warn("The move waits, and goes on by itself: {}", why.toString());
        }
    }

    private synchronized void goOn() {
        if (state == State.WAITING) {
            state = State.MOVING;
            LOG.info("The move goes on");
        }
    }
}
