package dev.coatcheck.redis;

import dev.coatcheck.StoreUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.SentineledConnectionProvider;
import redis.clients.jedis.util.Pool;

/** One master that has everything; sentinels say which it is, and announce it when another takes its place. */
final class SentinelTopology extends DiscoveredTopology<SentineledConnectionProvider> {
    private final RedisUrl url;
    private final String master;
    private final JedisClientConfig servers;
    private final JedisClientConfig sentinels;
    private final ConnectionPoolConfig pool;

    SentinelTopology(
            RedisUrl url,
            String master,
            JedisClientConfig servers,
            JedisClientConfig sentinels,
            ConnectionPoolConfig pool,
            Duration patience) {
        super(patience);
        this.url = url;
        this.master = master;
        this.servers = servers;
        this.sentinels = sentinels;
        this.pool = pool;
    }

    @Override
    SentineledConnectionProvider discover() {
        try {
            return new SentineledConnectionProvider(master, servers, pool, new HashSet<>(url.hosts()), sentinels);
        } catch (JedisConnectionException e) {
            url.hosts().forEach(this::requireWelcome);
            throw e;
        } catch (JedisException e) {
            throw new StoreUnavailableException(
                    "these sentinels watch no such master: " + url + "; master= in coatcheck.redis.url names it", e);
        }
    }

    /** Of a sentinel that refuses the password, Jedis tells only that it is down. */
    private void requireWelcome(HostAndPort sentinel) {
        try (Connection connection = new Connection(sentinel, sentinels)) {
            connection.ping();
        } catch (JedisDataException e) {
            throw new StoreUnavailableException("the sentinel " + sentinel + " refused user or password ("
                    + Fault.code(e.getMessage())
                    + "); they are sentinel-user= and sentinel-password= in coatcheck.redis.url");
        } catch (JedisConnectionException e) {
            if (Fault.of(e) != Fault.BROKEN) {
                throw e;
            }
            // down, as was told
        }
    }

    @Override
    public Connection connect(String key) {
        return provider().getConnection();
    }

    @Override
    public Collection<Pool<Connection>> masters() {
        return provider().getConnectionMap().values();
    }

    @Override
    public void renew() {
        // the sentinels tell by themselves
    }

    @Override
    public void discard(String key) {
        known().ifPresent(provider -> provider.getConnectionMap().values().forEach(Pool::clear));
    }
}
