package dev.coatcheck.redis;

import dev.coatcheck.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Several masters, each with some of the 16,384 slots; any server says who has which. */
final class ClusterTopology extends DiscoveredTopology {
    private static final int SLOTS = 16_384;

    private final RedisUrl url;
    private final Servers servers;
    private final Duration each;
    private volatile Set<HostAndPort> lastTold = Set.of();

    ClusterTopology(RedisUrl url, Servers servers) {
        super(servers);
        this.url = url;
        this.servers = servers;
        this.each = servers.timeout().dividedBy(4);
    }

    @Override
    int slot(String key) {
        return JedisClusterCRC16.getSlot(key);
    }

    /** Asks one after the other, in any order, until one has told of every slot; or else believes who told of most. */
    @Override
    @Nullable
    HostAndPort[] ask() {
        JedisException failure = null;
        SlotMap best = new SlotMap();
        for (HostAndPort server : inAnyOrder()) {
            try {
                SlotMap told = Deadline.within(each, () -> slots(server));
                if (told.size() > best.size()) {
                    best = told;
                }
                if (best.size() == SLOTS) {
                    break;
                }
            } catch (JedisDataException e) {
                failure = e;
            } catch (JedisException e) {
                // a refusal says more
                failure = failure instanceof JedisDataException ? failure : e;
            }
        }
        if (best.size() == 0) {
            throw reason(failure);
        }
        lastTold = best.servers;
        return best.masters;
    }

    private List<HostAndPort> inAnyOrder() {
        Set<HostAndPort> all = new LinkedHashSet<>(url.hosts());
        all.addAll(lastTold);
        List<HostAndPort> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled);
        return shuffled;
    }

    private RuntimeException reason(@Nullable JedisException failure) {
        if (failure == null) {
            return new JedisClusterException("CLUSTERDOWN no server has a slot");
        }
        return failure instanceof JedisDataException
                        && String.valueOf(failure.getMessage()).contains("cluster support disabled")
                ? new StoreUnavailableException(
                        "Redis at " + url + " is no cluster; for one server, coatcheck.redis.url begins with redis://")
                : failure;
    }

    private SlotMap slots(HostAndPort server) {
        try (Connection connection = servers.connect(server, each)) {
            connection.sendCommand(Command.CLUSTER, "SLOTS");
            SlotMap map = new SlotMap();
            ((Collection<?>) connection.getOne()).forEach(range -> map.add((List<?>) range, server));
            return map;
        }
    }

    /** What one server tells. */
    private static final class SlotMap {
        final @Nullable HostAndPort[] masters = new HostAndPort[SLOTS];
        final Set<HostAndPort> servers = new LinkedHashSet<>();

        /** The first slot, the last one, the master, its replicas. */
        void add(List<?> range, HostAndPort asked) {
            for (Object server : range.subList(2, range.size())) {
                servers.add(address((List<?>) server, asked));
            }
            if (range.size() > 2) {
                HostAndPort master = address((List<?>) Objects.requireNonNull(range.get(2)), asked);
                Arrays.fill(masters, slot(range.get(0)), slot(range.get(1)) + 1, master);
            }
        }

        int size() {
            return (int) Arrays.stream(masters).filter(Objects::nonNull).count();
        }

        private static int slot(@Nullable Object number) {
            return Math.toIntExact((Long) Objects.requireNonNull(number));
        }

        /** A server without a name of its own, or with one that it does not know, is where this one was called. */
        private static HostAndPort address(List<?> server, HostAndPort asked) {
            String host = server.get(0) instanceof byte[] name ? new String(name, StandardCharsets.UTF_8) : "";
            return new HostAndPort(host.isEmpty() || host.equals("?") ? asked.getHost() : host, slot(server.get(1)));
        }
    }
}
