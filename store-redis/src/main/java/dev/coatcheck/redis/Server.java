package dev.coatcheck.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One server and the connections to it, which are opened when they are needed and used again. The last used is used
 * first, so that few are in use where few are needed; one that nobody used for a minute may have been forgotten on its
 * way (routers do that, and tell nobody), so it is closed and not tried. Thread-safe.
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

    private static final long LONGEST_REST_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** A connection that nobody uses, and since when. */
    private record Idle(Connection connection, long since) {
        boolean isTooOld() {
            return System.nanoTime() - since > LONGEST_REST_NANOS;
        }
    }

    private final Supplier<Connection> opening;
    private final long timeoutNanos;
    private final int size;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
    /** Whoever takes a turn out of it leads it, or takes it along; nobody else does. */
    private final ConcurrentLinkedQueue<Turn> queue = new ConcurrentLinkedQueue<>();

    private volatile boolean closed;

    /**
     * A server to which there is no connection yet.
     *
     * @param opening opens one; {@link Deadline} bounds it
     * @param timeout the longest wait for a connection that others use
     * @param size the most connections
     */
    Server(Supplier<Connection> opening, Duration timeout, int size) {
        this.opening = opening;
        this.timeoutNanos = timeout.toNanos();
        this.size = size;
        this.free = new Semaphore(size);
    }

    /**
     * Sends a request and waits for its answers. A thread that finds few connections in use takes one. Others join a
     * queue, and whoever has a connection takes along what waits there: their requests are written together, and answered
     * in order. It passes the connection on before it tells the others. So there is no thread of its own, and no thread
     * that waits is overtaken for long.
     *
     * @return the answers; a refusal is one of them
     * @throws JedisException if the connection broke, or there was none in time
     */
    List<Object> ask(Request request) {
        Turn turn = new Turn(request);
        if (takesOneOfFew()) {
            lead(turn, null);
            return turn.answers();
        }
        queue.add(turn);
        yieldToOthers(turn);
        turn.looksNoMore();
        if (turn.isWaiting() && free.tryAcquire()) {
            leadOrPassOn(turn);
        }
        if (turn.await(timeoutNanos)) {
            lead(turn, turn.connection());
        }
        return turn.answers();
    }

    /** Lets others run for a moment: one may take the turn along, or give a connection back. */
    @SuppressWarnings("ThreadPriorityCheck") // it only saves waking; what is waited for comes all the same
    private void yieldToOthers(Turn turn) {
        for (int yields = 0; yields < YIELDS && turn.isPending(); yields++) {
            Thread.yield();
            if (turn.isWaiting() && takesOneOfFew()) {
                leadOrPassOn(turn);
            }
        }
    }

    /** With the right to use a connection; the turn takes along those who have waited longer. */
    private void leadOrPassOn(Turn turn) {
        if (!queue.remove(turn) || !turn.lead(null)) {
            passOn(null);
        }
    }

    private boolean takesOneOfFew() {
        return active() < USED_AT_ONCE && free.tryAcquire();
    }

    /** As {@link #ask}, where one answer is expected; what the server refuses is thrown. */
    @Nullable
    Object one(Request request) {
        Object answer = ask(request).get(0);
        if (answer instanceof JedisDataException refusal) {
            throw refusal;
        }
        return answer;
    }

    /** As {@link #one}. */
    @Nullable
    Object one(Command command, String... arguments) {
        return one(connection -> {
            connection.sendCommand(command, arguments);
            return 1;
        });
    }

    private void lead(Turn first, @Nullable Connection given) {
        Connection connection = given;
        List<Turn> together = List.of(first);
        JedisException failure = null;
        try {
            requireOpen();
            connection = given == null ? connect() : given;
            together = withOthers(first);
            if (!queue.isEmpty() && free.tryAcquire()) {
                // those who were too many need not wait for these
                passOn(null);
            }
            for (Turn turn : together) {
                turn.send(connection);
            }
            for (Turn turn : together) {
                turn.receive(connection);
            }
        } catch (JedisException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new JedisException("the request cannot be sent", e);
            throw e;
        } finally {
            if (connection != null && (failure != null || closed || connection.isBroken())) {
                hangUp(connection);
                connection = null;
            }
            passOn(connection);
            for (Turn turn : together) {
                turn.done(turn.isAnswered() ? null : failure);
            }
        }
    }

    /**
     * A thread whose time is nearly up takes nobody along: what it waits for in vain would be the others' loss. Nor does
     * one that is interrupted, since that closes the connection where the thread is a virtual one.
     */
    private List<Turn> withOthers(Turn first) {
        if (queue.isEmpty()
                || Deadline.leftNanos(timeoutNanos) < timeoutNanos / 2
                || Thread.currentThread().isInterrupted()) {
            return List.of(first);
        }
        List<Turn> together = new ArrayList<>();
        together.add(first);
        for (Turn next = queue.poll(); next != null; next = together.size() < MOST_AT_ONCE ? queue.poll() : null) {
            if (next.take()) {
                together.add(next);
            }
        }
        return together;
    }

    /**
     * Gives a connection, or the right to open one, to who waits longest. Where he has not parked yet it rests, since he
     * will look for one in a moment, or somebody else who takes him along: that is sooner than his thread gets to run.
     */
    private void passOn(@Nullable Connection given) {
        Connection connection = given;
        while (true) {
            Turn next = queue.peek();
            if (next == null || next.looksForItself()) {
                rest(connection);
                free.release();
                connection = null;
                next = queue.peek();
                if (next == null || next.looksForItself() || !free.tryAcquire()) {
                    return;
                }
            }
            if (queue.remove(next) && next.lead(connection)) {
                return;
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new JedisException("left for another", new IllegalStateException("closed"));
        }
    }

    private Connection connect() {
        Idle last = idle.pollFirst();
        if (last != null && !last.isTooOld()) {
            return last.connection();
        }
        if (last != null) {
            hangUp(last.connection());
            clear();
        }
        return opening.get();
    }

    private void rest(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        idle.addFirst(new Idle(connection, System.nanoTime()));
        Idle oldest = idle.peekLast();
        if (oldest != null && oldest.isTooOld() && idle.remove(oldest)) {
            hangUp(oldest.connection());
        }
        if (closed) {
            clear();
        }
    }

    private static void hangUp(Connection connection) {
        try {
            connection.forceDisconnect();
        } catch (IOException e) {
            // then the other side was first
        }
    }

    /** Closes the connections that nobody uses: after one was broken, the others will be no better. */
    void clear() {
        for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
            hangUp(next.connection());
        }
    }

    /** The number of connections in use. */
    int active() {
        return size - free.availablePermits();
    }

    /** The number of connections that nobody uses. */
    int idle() {
        return idle.size();
    }

    /** The number of calls that wait for a connection. */
    int waiting() {
        return (int) queue.stream().filter(Turn::isWaiting).count();
    }

    /** Connections in use are closed after their use. */
    @Override
    public void close() {
        closed = true;
        clear();
    }
}
