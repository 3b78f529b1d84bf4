package dev.coatcheck.redis;

import dev.coatcheck.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One master that has everything; sentinels say which it is. They are asked when a call fails, and while calls are made
 * also each second, since a master that was replaced may live on and answer those who do not know it: what a call that
 * begins learns of that is never older than two seconds, as long as a sentinel answers. An application that calls
 * nothing asks nothing.
 */
final class SentinelTopology extends DiscoveredTopology {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration STALE = Duration.ofSeconds(2);

    private final List<HostAndPort> hosts;
    private final String name;
    private final Servers sentinels;
    private final Duration each;

    SentinelTopology(List<HostAndPort> hosts, String name, Servers servers, Servers sentinels) {
        super(servers);
        this.hosts = hosts;
        this.name = name;
        this.sentinels = sentinels;
        // one after the other, and all of them within the timeout
        this.each = sentinels.timeout().dividedBy(hosts.size());
    }

    @Override
    int slot(String key) {
        return 0;
    }

    @Override
    public Server master(String key) {
        renew(STALE);
        beginToRenew(FRESH);
        return super.master(key);
    }

    /** Where a sentinel says that the master is, and how often it was replaced by then. */
    private record Word(HostAndPort master, long epoch) {}

    /** Asks all: one that is cut off from the others, or was, may not know of the latest promotion. */
    @Override
    HostAndPort[] ask() {
        Word latest = null;
        RuntimeException failure = noneKnows();
        boolean isRefused = false;
        for (HostAndPort sentinel : hosts) {
            try {
                Word word = Deadline.within(each, () -> word(sentinel));
                if (word != null && (latest == null || word.epoch() > latest.epoch())) {
                    latest = word;
                }
            } catch (JedisDataException e) {
                isRefused = true;
                failure = new StoreUnavailableException("the sentinel " + sentinel + " refused user or password ("
                        + Fault.code(e.getMessage())
                        + "); they are sentinel-user= and sentinel-password= in coatcheck.redis.url");
            } catch (JedisException e) {
                if (!isRefused) {
                    failure = new UnreachedException("no sentinel told the master, " + sentinel + " the last", e);
                }
            }
        }
        if (latest == null) {
            throw failure;
        }
        return new HostAndPort[] {latest.master()};
    }

    private StoreUnavailableException noneKnows() {
        return new StoreUnavailableException("the sentinels " + hosts + " watch no master \"" + name
                + "\"; master= in coatcheck.redis.url names it");
    }

    private @Nullable Word word(HostAndPort sentinel) {
        try (Connection connection = sentinels.connect(sentinel, each)) {
            connection.sendCommand(Command.SENTINEL, "GET-MASTER-ADDR-BY-NAME", name);
            connection.sendCommand(Command.SENTINEL, "MASTER", name);
            List<Object> replies = connection.getMany(2);
            if (replies.get(0) instanceof JedisDataException refusal) {
                throw refusal;
            }
            return replies.get(0) instanceof List<?> address
                    ? new Word(
                            new HostAndPort(text(address.get(0)), Integer.parseInt(text(address.get(1)))),
                            epoch(replies.get(1)))
                    : null;
        }
    }

    /** One who may not say it is believed less than one who does. */
    private static long epoch(Object reply) {
        if (reply instanceof List<?> fields) {
            for (int i = 0; i + 1 < fields.size(); i += 2) {
                if (text(fields.get(i)).equals("config-epoch")) {
                    return Long.parseLong(text(fields.get(i + 1)));
                }
            }
        }
        return -1;
    }

    private static String text(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
    }
}
