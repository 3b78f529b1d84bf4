package dev.coatcheck.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One server and the connections to it, which are opened when they are needed and used again. The last used is used
 * first, so that few are in use where few are needed; one that nobody used for a minute may have been forgotten on its
 * way (routers do that, and tell nobody), so it is closed and not tried. Thread-safe.
 */
final class Server implements AutoCloseable {
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

    /** Asks on a connection that nobody else uses meanwhile; it is used again unless something went wrong with it. */
    <T extends @Nullable Object> T ask(Function<Connection, T> question) {
        acquire();
        try {
            requireOpen();
            Connection connection = connect();
            boolean inOrder = false;
            try {
                T answer = question.apply(connection);
                inOrder = true;
                return answer;
            } catch (JedisDataException e) {
                // a refusal is an answer, and was read to its end
                inOrder = true;
                throw e;
            } finally {
                rest(connection, inOrder && !connection.isBroken());
            }
        } finally {
            free.release();
        }
    }

    private void acquire() {
        try {
            if (!free.tryAcquire() && !free.tryAcquire(Deadline.leftNanos(timeoutNanos), TimeUnit.NANOSECONDS)) {
                throw new JedisException("no connection came free", new NoSuchElementException());
            }
        } catch (InterruptedException e) {
            throw new JedisException("interrupted", e);
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

    private void rest(Connection connection, boolean inOrder) {
        if (!inOrder || closed) {
            hangUp(connection);
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
        return free.getQueueLength();
    }

    /** Connections in use are closed after their use. */
    @Override
    public void close() {
        closed = true;
        clear();
    }
}
