package dev.coatcheck.redis;

import org.jspecify.annotations.Nullable;

/**
 * What a session's hash has of a value: its version and its own deadline in milliseconds of the server's clock, 0 for
 * none; under {@code :session}, the session's last version and its end. As text, the two numbers with a space between.
 */
record Label(long version, long deadline) {
    /** Of a number that cannot overflow. */
    private static final int MOST_DIGITS = 16;

    /** Null for no label, or a damaged one. */
    static @Nullable Label parse(@Nullable Object reply) {
        if (!(reply instanceof byte[] text)) {
            return null;
        }
        int space = 0;
        while (space < text.length && text[space] != ' ') {
            space++;
        }
        long version = number(text, 0, space);
        long deadline = number(text, space + 1, text.length);
        return version < 0 || deadline < 0 ? null : new Label(version, deadline);
    }

    /** By hand: each read of a request does it several times. Negative where there is no such number. */
    private static long number(byte[] text, int from, int to) {
        if (to <= from || to - from > MOST_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return -1;
            }
            number = number * 10 + text[i] - '0';
        }
        return number;
    }

    boolean hasOwnDeadline() {
        return deadline != 0;
    }
}
