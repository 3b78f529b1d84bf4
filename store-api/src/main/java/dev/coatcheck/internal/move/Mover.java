package dev.coatcheck.internal.move;

import static dev.coatcheck.internal.move.Persistence.say;

import dev.coatcheck.Move.State;
import dev.coatcheck.store.ClaimableStore.Claim;
import dev.coatcheck.store.DataStore;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A move, as those see it who have begun it: all sessions of a manager are handed over by a thread of its own, which tries
 * until it succeeds; back again, where it is told to. Thread-safe.
 */
public final class Mover {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coatcheck");

    private final Claim claim;
    private final Progress progress = new Progress();
    private final Carrier carrier;
    private final CompletableFuture<Void> completion = new CompletableFuture<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "coatcheck-move");

    /** Nothing is done yet. */
    Mover(CurrentStore current, DataStore target, Claim claim) {
        this.claim = claim;
        this.carrier = new Carrier(current, target, claim, progress);
        thread.setDaemon(true);
    }

    /** Where it throws, nothing has changed. */
    void start() {
        carrier.recover();
        // first: where there is no thread to be had, nothing has changed
        thread.start();
        boolean isReady = false;
        try {
            carrier.begin();
            isReady = true;
        } finally {
            if (!isReady) {
                progress.stop();
            }
            begun.countDown();
        }
    }

    /** How far it is. */
    public State state() {
        return progress.state();
    }

    /** How many visitors' sessions were handed over, less those that were brought back. */
    public long moved() {
        return carrier.moved();
    }

    /** How many are still to be handed over, or brought back; empty until they are counted. */
    public OptionalLong left() {
        return progress.left();
    }

    /** When all is done. */
    public CompletionStage<Void> completion() {
        return completion.minimalCompletionStage();
    }

    /** Brings back what was moved; nothing where the end is reached, or this was said before. */
    public void cancel() {
        if (progress.cancel()) {
            LockSupport.unpark(thread);
        }
    }

    /** Goes no further, once the session that is on its way is in one place. */
    void stop() {
        progress.stop();
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            progress.awaitEnd();
        }
    }

    /** Lets others have the source, which is closed. */
    void release() {
        claim.close();
    }

    /** Whether another move may begin. */
    boolean isOver() {
        return progress.isOver();
    }

    private void run() {
        try {
            awaitBeginning();
            carrier.carry();
        } finally {
            // first: whoever depends on the completion may wait for one who closes the manager, and that one for this
            progress.end();
            while (!completion.isDone()) {
                say(this::complete);
            }
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

    private void complete() {
        switch (progress.state()) {
            case DONE -> completion.complete(null);
            case CANCELLED -> completion.completeExceptionally(new CancellationException("the move was cancelled"));
            default -> {
                say(() -> LOG.info("The manager was closed during the move, {} sessions were moved", moved()));
                completion.completeExceptionally(new IllegalStateException("the manager was closed during the move; "
                        + moved() + " sessions were moved, and what was not is where it was"));
            }
        }
    }
}
