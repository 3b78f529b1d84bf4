package dev.coatcheck.redis;

import dev.coatcheck.CoatcheckException;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Says in Coatcheck's words what Redis or the way to it did. Of an answer only the code at its beginning is used: the
 * rest may quote what was sent.
 */
final class RedisErrors {
    /** The code of an answer; within a script's error, servers before Redis 7 put it behind a dash. */
    private static final Pattern CODE = Pattern.compile("^([A-Z]+)\\b(?:(?! -[A-Z]+ ).)*(?: -([A-Z]+) )?");

    private RedisErrors() {}

    static CoatcheckException translate(JedisException e, RedisUrl url) {
        if (e instanceof JedisConnectionException) {
            return new StoreUnavailableException(
                    "Redis at " + url + " cannot be reached, or did not answer in time (coatcheck.redis.timeout): "
                            + innermost(e).getClass().getSimpleName(),
                    e);
        }
        if (e instanceof JedisDataException) {
            return refused(code(e.getMessage()), url);
        }
        return new StoreUnavailableException(
                "no connection to Redis at " + url + " came free in time (coatcheck.redis.pool-size,"
                        + " coatcheck.redis.timeout)",
                e);
    }

    private static Throwable innermost(Throwable e) {
        return e.getCause() == null ? e : innermost(e.getCause());
    }

    static String code(@Nullable String message) {
        Matcher code = CODE.matcher(message == null ? "" : message);
        if (!code.find()) {
            return "an error without a code";
        }
        return code.group(2) == null ? code.group(1) : code.group(2);
    }

    private static CoatcheckException refused(String code, RedisUrl url) {
        return switch (code) {
            case "OOM" ->
                new StoreFullException("Redis at " + url
                        + " is full (OOM: maxmemory is reached, and its policy evicts nothing); nothing was written");
            case "NOAUTH", "WRONGPASS" ->
                new StoreUnavailableException("Redis at " + url + " refused user or password (" + code
                        + "); they belong into coatcheck.redis.url");
            case "NOPERM" ->
                new StoreUnavailableException("Redis at " + url
                        + " does not allow this user what Coatcheck needs (NOPERM); see the user's ACL");
            default -> new StoreUnavailableException("Redis at " + url + " refused the call: " + code);
        };
    }
}
