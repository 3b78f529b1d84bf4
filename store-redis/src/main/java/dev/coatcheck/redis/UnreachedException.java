package dev.coatcheck.redis;

import java.io.Serial;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Somebody could not be reached; the message, which users see, says who. */
final class UnreachedException extends JedisConnectionException {
    @Serial
    private static final long serialVersionUID = 1;

    UnreachedException(String who, Throwable cause) {
        super(who, cause);
    }
}
