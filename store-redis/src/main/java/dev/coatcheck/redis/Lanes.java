package dev.coatcheck.redis;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Numbers this store's writes, so that one whose answer was lost can be sent again and is not applied twice.
 *
 * <p>A write travels on a lane, one at a time, under the lane's next number. The session remembers, in the same atomic
 * step, the last number of the lane and what came of it, and answers that to a write that comes with this number again.
 * So what a session remembers grows with the number of writes at once, not with that of all writes. Thread-safe.
 */
final class Lanes {
    /** The number of arguments that a lane adds to a call. */
    static final int MARKS = 3;

    private static final int ID_BYTES = 6;
    /** Of the largest {@code long}. */
    private static final int DIGITS = 19;

    private static final Duration LEAST_MEMORY = Duration.ofSeconds(10);

    private final String id;
    private final byte[] memoryMillis;
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentLinkedDeque<Lane> free = new ConcurrentLinkedDeque<>();

    /**
     * Lanes that no other store has.
     *
     * @param longestCall the most time from a write's first try to the end of its last
     */
    Lanes(Duration longestCall) {
        byte[] random = new byte[ID_BYTES];
        new SecureRandom().nextBytes(random);
        this.id = Base64.getUrlEncoder().encodeToString(random);
        Duration memory = LEAST_MEMORY.plus(longestCall);
        this.memoryMillis = SessionKey.bytes(Long.toString(memory.toMillis()));
    }

    /** The last used is used first, so that few are in use where few are needed. */
    <T extends @Nullable Object> T onLane(Function<Lane, T> write) {
        Lane taken = free.pollFirst();
        Lane lane = taken == null ? new Lane(id + "." + count.getAndIncrement()) : taken;
        try {
            lane.number++;
            return write.apply(lane);
        } finally {
            free.addFirst(lane);
        }
    }

    /** Of one length, so that a script can compare them as texts: enough for any number that there will be. */
    static byte[] digits(long number) {
        byte[] digits = new byte[DIGITS];
        long rest = number;
        for (int i = digits.length - 1; i >= 0; i--) {
            digits[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return digits;
    }

    /** One write at a time. */
    final class Lane {
        private final byte[] field;
        private long number;

        private Lane(String name) {
            this.field = SessionKey.bytes(":" + name);
        }

        /** Adds the field that remembers the lane. */
        void name(ScriptCall call) {
            call.argument(field);
        }

        /** Adds which write this is, and for how long that is remembered. */
        void mark(ScriptCall call) {
            call.argument(digits(number));
            call.argument(memoryMillis);
        }
    }
}
