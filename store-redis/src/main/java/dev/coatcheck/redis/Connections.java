package dev.coatcheck.redis;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connections to one server that nobody uses, which are opened when there is none. The last used is used first, so
 * that few are in use where few are needed; one that nobody used for a minute may have been forgotten on its way (routers
 * do that, and tell nobody), so it is closed and not tried. Thread-safe.
 */
final class Connections implements AutoCloseable {
    private static final long LONGEST_REST_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** A connection that nobody uses, and since when. */
    private record Idle(Connection connection, long since) {
        boolean isTooOld() {
            return System.nanoTime() - since > LONGEST_REST_NANOS;
        }
    }

    private final Supplier<Connection> opening;
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /** There is none yet; {@code opening} opens one, and {@link Deadline} bounds it. */
    Connections(Supplier<Connection> opening) {
        this.opening = opening;
    }

    /** One that nobody uses, or a new one. */
    Connection take() {
        if (closed) {
            throw new JedisException("left for another", new IllegalStateException("closed"));
        }
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

    /** Keeps it for its next use. Where there is no room even for that, it is closed. */
    void keep(Connection connection) {
        boolean isKept = false;
        try {
            idle.addFirst(new Idle(connection, System.nanoTime()));
            isKept = true;
        } finally {
            if (!isKept) {
                hangUp(connection);
            }
        }
        Idle oldest = idle.peekLast();
        if (oldest != null && oldest.isTooOld() && idle.remove(oldest)) {
            hangUp(oldest.connection());
        }
        if (closed) {
            clear();
        }
    }

    /** Closes one that is of no use any more, and those that nobody uses: they will be no better. */
    void discard(Connection connection) {
        hangUp(connection);
        clear();
    }

    /** Closes those that nobody uses. */
    void clear() {
        for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
            hangUp(next.connection());
        }
    }

    private static void hangUp(Connection connection) {
        try {
            connection.forceDisconnect();
        } catch (IOException e) {
            // then the other side was first
        }
    }

    /** How many nobody uses. */
    int idle() {
        return idle.size();
    }

    /** Those in use are closed after their use. */
    @Override
    public void close() {
        closed = true;
        clear();
    }
}
