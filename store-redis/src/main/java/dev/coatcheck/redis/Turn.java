package dev.coatcheck.redis;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One request on its way: it waits until it is given a connection, or until the thread that has one takes it along. Made
 * by the thread that wants the answers, and told by another.
 */
final class Turn {
    private enum State {
        WAITING,
        /** It has a connection now, for itself and for others. */
        LEADING,
        /** Another has sent it, or is about to. */
        TAKEN,
        /** Its answers are here, or what went wrong. */
        DONE,
        /** Its thread does not wait any more. */
        LEFT
    }

    private static final AtomicReferenceFieldUpdater<Turn, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(Turn.class, State.class, "state");

    private final Request request;
    private final Thread thread = Thread.currentThread();
    private volatile State state = State.WAITING;
    private volatile boolean isParked;

    /** Written before the state, and read after it. */
    private @Nullable Connection connection;

    private int expected;
    private @Nullable List<Object> answers;
    private @Nullable JedisException failure;

    Turn(Request request) {
        this.request = request;
    }

    /** Gives it a connection, or the right to open one. False where it is not wanted any more. */
    boolean lead(@Nullable Connection given) {
        connection = given;
        if (!STATE.compareAndSet(this, State.WAITING, State.LEADING)) {
            return false;
        }
        wake();
        return true;
    }

    /** Takes it along. False where it is not wanted any more. */
    boolean take() {
        return STATE.compareAndSet(this, State.WAITING, State.TAKEN);
    }

    void send(Connection on) {
        if (!on.isConnected()) {
            // Jedis would open it anew, and who is before this in the batch would take its answer for theirs
            throw new JedisConnectionException("the connection was closed meanwhile");
        }
        expected = request.send(on);
    }

    void receive(Connection on) {
        answers = on.getMany(expected);
    }

    boolean isAnswered() {
        return answers != null;
    }

    /** Nothing more comes for it. */
    void done(@Nullable JedisException reason) {
        failure = reason;
        state = State.DONE;
        wake();
    }

    /** Whether nobody has taken it along, and it leads not itself. */
    boolean isWaiting() {
        return state == State.WAITING;
    }

    /** Whether its thread has still to wait. */
    boolean isPending() {
        State now = state;
        return now == State.WAITING || now == State.TAKEN;
    }

    /** Whether its thread will look for a connection as soon as it runs, and needs not be given one. */
    boolean looksForItself() {
        return !isParked && isWaiting();
    }

    /** From now on its thread must be woken: it looks once more, and then it parks. */
    void looksNoMore() {
        isParked = true;
    }

    private void wake() {
        if (isParked) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Waits until it leads, or is done.
     *
     * @return true if it leads
     * @throws JedisException if it was not sent in time, or its answers did not come in time
     */
    boolean await(long longestWaitNanos) {
        boolean interrupted = false;
        long waitEnd = System.nanoTime() + Deadline.leftNanos(longestWaitNanos);
        try {
            while (isPending()) {
                boolean isSent = state == State.TAKEN;
                long left = isSent ? Deadline.leftNanos(Long.MAX_VALUE) : waitEnd - System.nanoTime();
                if (left <= 0 && (isSent || leave())) {
                    throw isSent
                            ? new JedisConnectionException(
                                    "another's request was answered too late for this one's answer",
                                    new TimeoutException())
                            : new JedisException("no connection came free", new NoSuchElementException());
                }
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    interrupted = true;
                    if (leave()) {
                        throw new JedisException("interrupted", new InterruptedException());
                    }
                }
            }
        } finally {
            if (interrupted) {
                thread.interrupt();
            }
        }
        return state == State.LEADING;
    }

    private boolean leave() {
        return STATE.compareAndSet(this, State.WAITING, State.LEFT);
    }

    /** The connection that it was given, if there is one. */
    @Nullable
    Connection connection() {
        return connection;
    }

    List<Object> answers() {
        if (failure != null) {
            throw failure;
        }
        if (answers == null) {
            throw new IllegalStateException("not answered yet");
        }
        return answers;
    }
}
