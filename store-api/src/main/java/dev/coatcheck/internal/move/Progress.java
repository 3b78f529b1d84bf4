package dev.coatcheck.internal.move;

import dev.coatcheck.Move.State;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** How far a move is: what its own thread tells, and others ask and wish. Thread-safe. */
final class Progress {
    private static final long UNKNOWN = -1;

    private final AtomicLong left = new AtomicLong(UNKNOWN);
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile State state = State.MOVING;
    private volatile boolean stopped;
    private volatile boolean goesBack;
    private boolean finishing;

    State state() {
        return state;
    }

    /** Empty until they are counted. */
    OptionalLong left() {
        long now = left.get();
        return now == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(Math.max(0, now));
    }

    void left(long sessions) {
        left.set(sessions);
    }

    void oneLess() {
        left.decrementAndGet();
    }

    /** False where the end is reached, or this was said before. */
    synchronized boolean cancel() {
        if (finishing || stopped || (state != State.MOVING && state != State.WAITING)) {
            return false;
        }
        state = State.CANCELLING;
        return true;
    }

    boolean isCancelled() {
        return state == State.CANCELLING;
    }

    /** From now on it is not cancelled any more. False where it was. */
    synchronized boolean finish() {
        finishing = state != State.CANCELLING;
        return finishing;
    }

    /** Sessions are brought back from now on, and no further cancelling interrupts that. */
    void goBack() {
        goesBack = true;
    }

    /** The manager is being closed. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Whether the step under way is no longer wanted. */
    boolean isInterrupted() {
        return stopped || (isCancelled() && !goesBack);
    }

    /** A store fails. Whether it did not before. */
    synchronized boolean await() {
        boolean isNew = state == State.MOVING;
        state = isNew ? State.WAITING : state;
        return isNew;
    }

    /** It fails no longer. Whether it did before. */
    synchronized boolean goOn() {
        boolean isNew = state == State.WAITING;
        state = isNew ? State.MOVING : state;
        return isNew;
    }

    /** All sessions are in one of the stores, and the other is closed. */
    synchronized void reach(State last) {
        left.set(0);
        state = last;
    }

    /** Nothing is done any more. */
    void end() {
        end.countDown();
    }

    boolean isOver() {
        return state == State.DONE || state == State.CANCELLED || end.getCount() == 0;
    }

    /** Returns when nothing is done any more. Is not interrupted. */
    void awaitEnd() {
        boolean interrupted = false;
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
