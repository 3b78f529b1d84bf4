package dev.coatcheck.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

/**
 * Asks servers, and asks again where an error is one that passes: until the timeout is over no try's error reaches the
 * caller. A try that has begun by then is waited for, at most as long again, so a call ends within twice the timeout.
 *
 * <p>A question may reach a server twice, where its first answer was lost: it must do no harm then. {@link Lanes} is how
 * writes see to that. Thread-safe.
 */
final class Calls {
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Topology topology;
    private final RedisUrl url;
    private final Duration timeout;
    private final ServerCheck check;
    private volatile boolean closed;

    Calls(Topology topology, RedisUrl url, Duration timeout) {
        this.topology = topology;
        this.url = url;
        this.timeout = timeout;
        this.check = new ServerCheck(url);
    }

    /** Asks the master of a session: an id stands for the session's keys, since it is what their braces hold. */
    <T extends @Nullable Object> T ask(String id, Function<Connection, T> question) {
        return repeat(began -> answer(topology.connect(id), began, question), () -> topology.discard(id));
    }

    /** Asks one master. */
    <T extends @Nullable Object> T ask(Pool<Connection> master, Function<Connection, T> question) {
        return repeat(began -> answer(master.getResource(), began, question), master::clear);
    }

    /** Asks every master. */
    <T extends @Nullable Object> List<T> askAll(Function<Connection, T> question) {
        return repeat(
                began -> {
                    List<T> answers = new ArrayList<>();
                    for (Pool<Connection> master : topology.masters()) {
                        answers.add(answer(master.getResource(), began, question));
                    }
                    return answers;
                },
                this::discardAll);
    }

    /** The connections to every master, as of now. */
    List<Pool<Connection>> masters() {
        return repeat(began -> List.copyOf(topology.masters()), this::discardAll);
    }

    private void discardAll() {
        try {
            topology.masters().forEach(Pool::clear);
            topology.renew();
        } catch (JedisException e) {
            // nobody knows of any yet
        }
    }

    private <T extends @Nullable Object> T repeat(LongFunction<T> attempt, Runnable discard) {
        long began = System.nanoTime();
        for (int tries = 1; ; tries++) {
            requireOpen();
            try {
                return attempt.apply(began);
            } catch (JedisException e) {
                requireOpen();
                Fault fault = Fault.of(e);
                cure(fault, discard);
                if (fault.cure() == Fault.Cure.NONE || !pause(tries, left(began, timeout))) {
                    throw fault.exception(e, url);
                }
            }
        }
    }

    private <T extends @Nullable Object> T answer(Connection connection, long began, Function<Connection, T> question) {
        try (connection) {
            check.before(connection);
            long left = TimeUnit.NANOSECONDS.toMillis(left(began, timeout.multipliedBy(2)));
            int usual = connection.getSoTimeout();
            if (left >= usual) {
                return question.apply(connection);
            }
            connection.setSoTimeout((int) Math.max(1, left));
            T answer = question.apply(connection);
            connection.setSoTimeout(usual);
            return answer;
        }
    }

    private void cure(Fault fault, Runnable discard) {
        switch (fault.cure()) {
            case DISCARD -> discard.run();
            case RENEW -> topology.renew();
            case WAIT, NONE -> {}
        }
        if (fault == Fault.INTERRUPTED) {
            Thread.currentThread().interrupt();
        }
    }

    private static long left(long began, Duration most) {
        return most.toNanos() - (System.nanoTime() - began);
    }

    /**
     * Random, so that callers who failed together do not come back together. False where the time is up, or the thread
     * is to end.
     */
    private static boolean pause(int tries, long left) {
        if (left <= 0) {
            return false;
        }
        long most = Math.min(LONGEST_PAUSE_NANOS, TimeUnit.MILLISECONDS.toNanos(1L << Math.min(tries, 10)));
        try {
            TimeUnit.NANOSECONDS.sleep(Math.min(ThreadLocalRandom.current().nextLong(most), left));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the Redis store is closed");
        }
    }

    void close() {
        closed = true;
        topology.close();
    }
}
