package dev.coatcheck;

import dev.coatcheck.internal.move.Mover;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Sessions on their way to another store, see {@link SessionManager#moveTo}. It goes on whether or not anybody looks at it,
 * and ends with the manager at the latest. Thread-safe.
 */
public final class Move {
    /** How far it is. */
    public enum State {
        /** Sessions are handed over, one after another. */
        MOVING,
        /** A store fails, or is full, or something else stops it. It goes on by itself when that is over; the log has said why. */
        WAITING,
        /** All sessions are in the target, and the store that they were in is closed. */
        DONE,
        /** Sessions are brought back. */
        CANCELLING,
        /** All sessions are where they were, and the target is closed. */
        CANCELLED
    }

    private final Mover mover;

    Move(Mover mover) {
        this.mover = mover;
    }

    /**
     * How far it is. Where the manager was closed meanwhile it stays as it was then, and {@link #completion()} tells.
     *
     * @return the state of this moment
     */
    public State state() {
        return mover.state();
    }

    /**
     * How many sessions were handed over to the target, less those that were brought back.
     *
     * @return a number that does not count owners' lists
     */
    public long moved() {
        return mover.moved();
    }

    /**
     * How many sessions are still to be handed over or, once it is cancelled, to be brought back.
     *
     * @return empty while they are counted, which is the first thing that is done
     */
    public OptionalLong left() {
        return mover.left();
    }

    /**
     * Is completed when it is done. Ends in a {@link java.util.concurrent.CancellationException} once it is cancelled, and in
     * an {@link IllegalStateException} where the manager is closed meanwhile. No failure of a store ends it, nor does an error
     * of this process, such as a heap that is full: it waits, and goes on.
     *
     * @return the same stage each time. What depends on it is run by the thread that moved sessions, once that has nothing
     *     left to do: {@link SessionManager#close} does not wait for it
     */
    public CompletionStage<Void> completion() {
        return mover.completion();
    }

    /**
     * Brings back what this move has brought to the target, and what has begun there since. Returns at once. Does nothing
     * once it is done, or was cancelled before.
     */
    public void cancel() {
        mover.cancel();
    }

    /** The state and the counts. */
    @Override
    public String toString() {
        return "move " + state() + ", " + moved() + " moved"
                + (left().isPresent() ? ", " + left().getAsLong() + " left" : "");
    }
}
