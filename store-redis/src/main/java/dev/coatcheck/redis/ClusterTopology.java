package dev.coatcheck.redis;

import dev.coatcheck.StoreUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisClusterInfoCache;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Several masters, each with some of the 16,384 slots; any server says who has which. */
final class ClusterTopology extends DiscoveredTopology<ClusterConnectionProvider> {
    private final RedisUrl url;
    private final JedisClientConfig servers;
    private final ConnectionPoolConfig pool;
    private final SharedTask<Boolean> renewal;

    ClusterTopology(RedisUrl url, JedisClientConfig servers, ConnectionPoolConfig pool, Duration patience) {
        super(patience);
        this.url = url;
        this.servers = servers;
        this.pool = pool;
        // a server tells within milliseconds; where that takes long, one is frozen, and to try again is worth more
        this.renewal = new SharedTask<>("coatcheck-redis-renewal", patience.dividedBy(4), () -> {
            provider().renewSlotCache();
            return true;
        });
    }

    @Override
    ClusterConnectionProvider discover() {
        try {
            return new ClusterConnectionProvider(new HashSet<>(url.hosts()), servers, pool);
        } catch (JedisClusterOperationException e) {
            throw reason(e);
        }
    }

    /** Jedis attaches what the first server said or did. */
    private RuntimeException reason(JedisClusterOperationException e) {
        if (e.getSuppressed().length == 0 || !(e.getSuppressed()[0] instanceof JedisException first)) {
            return e;
        }
        if (first instanceof JedisClusterOperationException) {
            return new JedisClusterException("CLUSTERDOWN " + first.getMessage(), e);
        }
        if (first instanceof JedisDataException
                && String.valueOf(first.getMessage()).contains("cluster support disabled")) {
            return new StoreUnavailableException(
                    "Redis at " + url + " is no cluster; for one server, coatcheck.redis.url begins with redis://");
        }
        return first;
    }

    @Override
    public Connection connect(String key) {
        return provider().getConnectionFromSlot(JedisClusterCRC16.getSlot(key));
    }

    @Override
    public Collection<ConnectionPool> masters() {
        return provider().getPrimaryNodes().values();
    }

    @Override
    public void renew() {
        if (known().isPresent()) {
            try {
                renewal.outcome();
            } catch (JedisException e) {
                // it goes on, or the next call begins another
            }
        }
    }

    @Override
    public void discard(String key) {
        known().ifPresent(provider -> {
            HostAndPort master = provider.getNode(JedisClusterCRC16.getSlot(key));
            ConnectionPool connections =
                    master == null ? null : provider.getNodes().get(JedisClusterInfoCache.getNodeKey(master));
            if (connections != null) {
                connections.clear();
            }
        });
        renew();
    }
}
