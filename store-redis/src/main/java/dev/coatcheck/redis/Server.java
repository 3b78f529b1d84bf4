package dev.coatcheck.redis;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One server, which any number of threads ask over a few connections, without a thread of its own. A thread that finds
 * few connections in use takes one. Others put their turns into a queue, and whoever has a connection takes along what
 * waits there: their requests are written together, and answered in order. It gives the connection back before it tells
 * the others.
 *
 * <p>Whoever removes a turn from the queue sees it through, its own thread or another; to remove it oneself is also how
 * to stop waiting. Whoever gives a connection back, or stops waiting, wakes the one who waits longest if there is a
 * connection for it. A thread that is slow to wake keeps nobody waiting: the next that comes takes its turn along.
 * Thread-safe.
 */
final class Server implements AutoCloseable {
    /** More take no less time each, and the first of them would wait for the last. */
    private static final int MOST_AT_ONCE = 256;

    /**
     * Connections beyond these are for a server that is far or slow: only a thread that nobody has taken along for a
     * moment uses them. Where it is near, few with many requests each are faster than many with few.
     */
    private static final int USED_AT_ONCE = 3;

    /** So often does a thread look again before it parks: to wake a thread costs more than its request. */
    private static final int YIELDS = 4;

    private final Connections connections;
    private final long timeoutNanos;
    private final int size;
    /** The rights to use a connection. */
    private final Semaphore free;

    private final ConcurrentLinkedQueue<Turn> queue = new ConcurrentLinkedQueue<>();

    private final Eviction eviction = new Eviction();

    /**
     * A server to which there is no connection yet.
     *
     * @param opening opens one; {@link Deadline} bounds it
     * @param timeout the longest wait for a connection that others use
     * @param size the most connections
     */
    Server(Supplier<Connection> opening, Duration timeout, int size) {
        this.connections = new Connections(opening);
        this.timeoutNanos = timeout.toNanos();
        this.size = size;
        this.free = new Semaphore(size);
    }

    /**
     * Sends commands together, and waits for their answers.
     *
     * @return the answers; a refusal is one of them
     * @throws JedisException if the connection broke, or there was none in time
     */
    List<Object> ask(CommandArguments... commands) {
        return ask(Turn.of(commands));
    }

    /** As {@link #ask(CommandArguments...)}. The last answer is one more: the server's time after the others. */
    List<Object> askAndTime(CommandArguments... commands) {
        return ask(Turn.timed(commands));
    }

    private List<Object> ask(Turn turn) {
        if (tryAcquireOneOfFew()) {
            lead(turn);
        } else {
            queue.add(turn);
            try {
                lookWhileOthersRun(turn);
                sleepAndLook(turn);
            } finally {
                if (turn.isWaiting()) {
                    leave(turn);
                }
            }
        }
        return turn.answers();
    }

    /** As {@link #ask(CommandArguments...)}, where one answer is expected; what the server refuses is thrown. */
    @Nullable
    Object one(CommandArguments command) {
        Object answer = ask(command).get(0);
        if (answer instanceof JedisDataException refusal) {
            throw refusal;
        }
        return answer;
    }

    /** As {@link #one}. */
    @Nullable
    Object one(Command command, String... arguments) {
        CommandArguments whole = new CommandArguments(command);
        for (String argument : arguments) {
            whole.add(argument);
        }
        return one(whole);
    }

    /** Whether a value that has a label may have lost its bytes. */
    boolean mayEvict() {
        return eviction.isPossible();
    }

    private boolean tryAcquireOneOfFew() {
        return inUse() < USED_AT_ONCE && free.tryAcquire();
    }

    /** One of the others may take the turn along, or give a connection back. */
    @SuppressWarnings("ThreadPriorityCheck") // it only saves waking; what is waited for comes all the same
    private void lookWhileOthersRun(Turn turn) {
        for (int yields = 0; yields < YIELDS && !turn.isDone(); yields++) {
            Thread.yield();
            if (turn.isWaiting() && tryAcquireOneOfFew()) {
                leadIfWaiting(turn);
            }
        }
    }

    /**
     * Looks for a connection whenever it is woken, until the turn is done.
     *
     * @throws JedisException if it was not sent in time, or its answers did not come in time
     */
    private void sleepAndLook(Turn turn) {
        turn.sleeps();
        boolean interrupted = false;
        long waitEnd = System.nanoTime() + Deadline.leftNanos(timeoutNanos);
        try {
            while (!turn.isDone()) {
                boolean isWaiting = turn.isWaiting();
                if (isWaiting && free.tryAcquire()) {
                    leadIfWaiting(turn);
                    continue;
                }
                long left = isWaiting ? waitEnd - System.nanoTime() : Deadline.leftNanos(Long.MAX_VALUE);
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                } else if (!isWaiting) {
                    throw new JedisConnectionException(
                            "another's request was answered too late for this one's answer", new TimeoutException());
                } else if (leave(turn)) {
                    throw notInTime();
                }
                if (Thread.interrupted()) {
                    interrupted = true;
                    if (leave(turn)) {
                        throw new JedisException("interrupted", new InterruptedException());
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static JedisException notInTime() {
        return new JedisException("no connection came free", new NoSuchElementException());
    }

    /** Stops waiting. False where another has taken the turn along meanwhile. */
    private boolean leave(Turn turn) {
        boolean isMine = queue.remove(turn);
        if (isMine) {
            // it may have been woken for a connection
            wakeNext();
        }
        return isMine;
    }

    /** With the right to use a connection. */
    private void leadIfWaiting(Turn turn) {
        if (queue.remove(turn)) {
            lead(turn);
        } else {
            release();
        }
    }

    /**
     * With the right to use a connection, and a turn that nobody else has. Whatever is thrown, the right is given back and
     * everybody is told, and it takes no memory to do so.
     */
    private void lead(Turn first) {
        Turn at = first;
        Throwable failure = null;
        try {
            Connection connection = connections.take();
            boolean isOfUse = true;
            try {
                if (Deadline.leftNanos(timeoutNanos) <= 0) {
                    throw notInTime();
                }
                takeOthersAlong(first);
                first.askTime();
                Turn memory = eviction.comesDue() ? first.takeAlongLast(Eviction.QUESTION) : null;
                isOfUse = false;
                boolean isTurnedAway = false;
                for (; at != null; at = at.next()) {
                    at.send(connection);
                }
                for (at = first; at != null; at = at.next()) {
                    at.receive(connection);
                    isTurnedAway |= at.isTurnedAway();
                }
                isOfUse = !isTurnedAway;
                if (memory != null) {
                    eviction.learn(memory.answers().get(0));
                }
            } finally {
                if (isOfUse) {
                    connections.keep(connection);
                } else {
                    connections.discard(connection);
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            release();
            for (Turn turn = first; turn != null; turn = turn.next()) {
                turn.done(failure, turn == at);
            }
        }
    }

    /**
     * A thread whose time is nearly up takes nobody along: what it waits for in vain would be the others' loss. Nor does
     * one that is interrupted, since that closes the connection where the thread is a virtual one.
     */
    private void takeOthersAlong(Turn first) {
        if (queue.isEmpty()) {
            return;
        }
        if (Deadline.leftNanos(timeoutNanos) >= timeoutNanos / 2
                && !Thread.currentThread().isInterrupted()) {
            Turn last = first;
            for (int size = 1; size < MOST_AT_ONCE; size++) {
                Turn next = queue.poll();
                if (next == null) {
                    return;
                }
                last = last.takeAlong(next);
            }
        }
        // who stays behind needs not wait for these
        wakeNext();
    }

    private void release() {
        free.release();
        wakeNext();
    }

    private void wakeNext() {
        Turn next = queue.peek();
        if (next != null && free.availablePermits() > 0) {
            next.wake();
        }
    }

    /** Closes the connections that nobody uses. */
    void clear() {
        connections.clear();
    }

    /** The number of connections in use. */
    int inUse() {
        return size - free.availablePermits();
    }

    /** The number of connections that nobody uses. */
    int idle() {
        return connections.idle();
    }

    /** The number of calls that wait for a connection. */
    int waiting() {
        return queue.size();
    }

    /** Connections in use are closed after their use. */
    @Override
    public void close() {
        connections.close();
    }
}
