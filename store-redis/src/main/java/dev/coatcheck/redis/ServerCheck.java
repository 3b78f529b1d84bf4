package dev.coatcheck.redis;

import dev.coatcheck.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Looks once, on the first connection that works, at what kind of server this is: one that is too old is refused, one
 * that may evict sessions is warned of. A user who may not see that, and a server that does not tell, pass.
 */
final class ServerCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCheck.class);
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");

    private final RedisUrl url;
    private final AtomicBoolean passed = new AtomicBoolean();

    ServerCheck(RedisUrl url) {
        this.url = url;
    }

    void before(Connection connection) {
        if (passed.get()) {
            return;
        }
        connection.sendCommand(Command.INFO, "server");
        connection.sendCommand(Command.INFO, "memory");
        Map<String, String> told = new HashMap<>();
        connection.getMany(2).forEach(reply -> told.putAll(fields(reply)));
        String tooOld = tooOld(told);
        if (!tooOld.isEmpty()) {
            throw new StoreUnavailableException(tooOld + " at " + url
                    + " is too old; Coatcheck needs Redis 6.2 or newer," + " or Valkey 7.2 or newer");
        }
        if (passed.compareAndSet(false, true) && mayEvict(told)) {
            LOG.warn(
                    "Redis at {} may throw out sessions to make room for others: its maxmemory-policy is {}; with"
                            + " noeviction, writes are refused instead when memory is full",
                    url,
                    told.get("maxmemory_policy"));
        }
    }

    private static Map<String, String> fields(Object reply) {
        if (reply instanceof JedisDataException refusal) {
            if (Fault.of(refusal) != Fault.NOPERM) {
                throw refusal;
            }
            return Map.of();
        }
        return parse(new String((byte[]) reply, StandardCharsets.UTF_8));
    }

    static Map<String, String> parse(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines()
                .map(line -> line.strip().split(":", 2))
                .filter(field -> field.length == 2)
                .forEach(field -> fields.put(field[0], field[1]));
        return fields;
    }

    /** Name and version of a server that is too old; empty for one that is not, or does not say. */
    static String tooOld(Map<String, String> told) {
        // Valkey claims to be the Redis that it is compatible with, too
        String valkey = told.get("valkey_version");
        if (valkey != null) {
            return isBefore(valkey, 7, 2) ? "Valkey " + valkey : "";
        }
        String redis = told.getOrDefault("redis_version", "");
        return isBefore(redis, 6, 2) ? "Redis " + redis : "";
    }

    private static boolean isBefore(String version, int major, int minor) {
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            return false;
        }
        int itsMajor = Integer.parseInt(parts.group(1));
        return itsMajor < major || (itsMajor == major && Integer.parseInt(parts.group(2)) < minor);
    }

    static boolean mayEvict(Map<String, String> told) {
        return !told.getOrDefault("maxmemory", "0").equals("0")
                && !told.getOrDefault("maxmemory_policy", "noeviction").equals("noeviction");
    }
}
