package dev.coatcheck.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Asks servers, and asks again where an error is one that passes: until the timeout is over no try's error reaches the
 * caller. A try that has begun by then is waited for, at most as long again, so a call ends within twice the timeout:
 * its {@link Deadline}.
 *
 * <p>A question may reach a server twice, where its first answer was lost: it must do no harm then. {@link Lanes} is how
 * writes see to that. Thread-safe.
 */
final class Calls {
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Callers who fail together do not ask after each other's failures. */
    private static final Duration JUST_NOW = Duration.ofMillis(50);

    private final Topology topology;
    private final RedisUrl url;
    private final Duration timeout;
    private final Duration longest;
    private final List<Runnable> retryListeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    Calls(Topology topology, RedisUrl url, Duration timeout) {
        this.topology = topology;
        this.url = url;
        this.timeout = timeout;
        this.longest = timeout.multipliedBy(2);
    }

    /** Has a listener told before each further try, in the caller's thread. */
    void addRetryListener(Runnable listener) {
        retryListeners.add(listener);
    }

    /** Asks the master of a session: an id stands for the session's keys, since it is what their braces hold. */
    <T extends @Nullable Object> T ask(String id, Function<Server, T> question) {
        return repeat(() -> question.apply(topology.master(id)));
    }

    /** Asks one master, as long as it is one: empty once others have taken its place. */
    <T> Optional<T> ask(Server master, Function<Server, T> question) {
        return repeat(
                () -> topology.masters().contains(master) ? Optional.of(question.apply(master)) : Optional.<T>empty());
    }

    /** Asks every master that there is by now. */
    <T extends @Nullable Object> List<T> askAll(Function<Server, T> question) {
        return onAll(masters -> {
            List<T> answers = new ArrayList<>();
            masters.forEach(master -> answers.add(question.apply(master)));
            return answers;
        });
    }

    /** Every master that there is by now. */
    List<Server> masters() {
        return onAll(List::copyOf);
    }

    private <T> T onAll(Function<Collection<Server>, T> work) {
        return Deadline.within(longest, () -> {
            topology.renew(Duration.ZERO);
            return repeat(() -> work.apply(topology.masters()));
        });
    }

    private <T extends @Nullable Object> T repeat(Supplier<T> attempt) {
        return Deadline.within(longest, () -> {
            long began = System.nanoTime();
            JedisException doubtful = null;
            for (int tries = 1; ; tries++) {
                requireOpen();
                try {
                    return attempt.get();
                } catch (JedisException e) {
                    requireOpen();
                    Fault fault = Fault.of(e);
                    cure(fault);
                    if (fault.cure() == Fault.Cure.NONE || !pause(tries, left(began))) {
                        // that this try was not made says nothing of one before it
                        throw doubtful == null || !fault.isUnasked()
                                ? fault.exception(e, url)
                                : Fault.of(doubtful).exception(doubtful, url);
                    }
                    doubtful = fault.cure() == Fault.Cure.DISCARD ? e : doubtful;
                    retryListeners.forEach(Runnable::run);
                }
            }
        });
    }

    private void cure(Fault fault) {
        switch (fault.cure()) {
            case DISCARD, RENEW -> topology.renew(JUST_NOW);
            case WAIT, NONE -> {}
        }
        if (fault == Fault.INTERRUPTED) {
            Thread.currentThread().interrupt();
        }
    }

    private long left(long began) {
        return timeout.toNanos() - (System.nanoTime() - began);
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
