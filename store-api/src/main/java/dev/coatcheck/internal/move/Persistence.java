package dev.coatcheck.internal.move;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does each step of a move until it succeeds, and waits in between. For the thread that moves sessions. */
final class Persistence {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coatcheck");
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

    /** The step under way is no longer wanted: the move was cancelled, or the manager is being closed. */
    static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Interruption() {
            super(null, null, false, false);
        }
    }

    private final Progress progress;
    private final Runnable signOfLife;

    /**
     * For one move.
     *
     * @param signOfLife asks both stores, which is cheaper than a step, and throws where one fails
     */
    Persistence(Progress progress, Runnable signOfLife) {
        this.progress = progress;
        this.signOfLife = signOfLife;
    }

    /**
     * Tries until it succeeds. An error is waited for like a failure of a store: of a heap that is full for some seconds
     * nothing must be left behind, and whoever cannot go on for good is told why, and cancels.
     *
     * @throws Interruption where that is no longer wanted
     */
    void insist(Runnable step) {
        long pause = SHORTEST_PAUSE;
        while (true) {
            requireWanted();
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
                requireWanted();
            } while (!isAlive());
        }
    }

    /**
     * Comes before each round of what is done until nothing is left. Two follow each other; after that there is a pause,
     * longer each time, whatever is left over.
     *
     * @throws Interruption where another round is not wanted
     */
    void pauseBefore(int round) {
        if (round > 1) {
            LockSupport.parkNanos(Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * round * round));
        }
        requireWanted();
    }

    private void requireWanted() {
        if (progress.isInterrupted()) {
            throw new Interruption();
        }
    }

    private boolean isAlive() {
        try {
            signOfLife.run();
            return true;
        } catch (RuntimeException | Error e) {
            return false;
        }
    }

    private void await(Throwable why) {
        if (progress.await()) {
            say(() -> LOG.warn("The move waits, and goes on by itself: {}", why.toString()));
        }
    }

    private void goOn() {
        if (progress.goOn()) {
            say(() -> LOG.info("The move goes on"));
        }
    }

    /** Where there is no room even for that, the move does not end. */
    static void say(Runnable log) {
        try {
            log.run();
        } catch (RuntimeException | Error e) {
            // the state tells as much
        }
    }
}
