package dev.coatcheck.redis;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Whether a server may take away the bytes of a value, to make room, and leave its label. It is asked now and then, along
 * with other requests, since that may be configured while it runs; of one that does not say, everything is expected.
 * Thread-safe.
 */
final class Eviction {
    static final CommandArguments QUESTION = new CommandArguments(Command.INFO).add("memory");

    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AtomicLong askedAt = new AtomicLong(System.nanoTime() - BETWEEN_NANOS);
    private volatile boolean possible = true;
    private volatile boolean secret;

    boolean isPossible() {
        return possible;
    }

    /** Whether it is time to ask, which is for the caller to do. */
    boolean comesDue() {
        long last = askedAt.get();
        long now = System.nanoTime();
        return now - last >= BETWEEN_NANOS && !secret && askedAt.compareAndSet(last, now);
    }

    /** A refusal for want of rights is the last. */
    void learn(Object answer) {
        if (answer instanceof byte[] told) {
            possible = ServerCheck.mayEvict(ServerCheck.parse(new String(told, StandardCharsets.UTF_8)));
        } else if (answer instanceof JedisDataException refusal) {
            secret = Fault.of(refusal) == Fault.NOPERM;
            possible = true;
        }
    }
}
