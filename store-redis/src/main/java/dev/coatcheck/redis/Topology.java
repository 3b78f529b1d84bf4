package dev.coatcheck.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

/**
 * Which server answers for a session, and the connections to it. What it believes may be out of date, and nothing here
 * tries twice: who calls a server and learns better says so with {@link #renew} or {@link #discard}, and asks again.
 * Errors are {@link JedisException}s. Thread-safe.
 *
 * <p>{@code ASK} is not followed, on purpose. While a slot moves, a session's keys are partly here and partly there; the
 * server that they leave says {@code ASK} or {@code TRYAGAIN} for what it no longer has, whereas the one that they come
 * to would answer, to a client that says {@code ASKING}, that a key still to come does not exist. So both mean: wait, and
 * call the same server again. What a script had not declared is told with "attempted to access a non local key", and
 * means the same.
 */
interface Topology extends AutoCloseable {
    /**
     * A connection to the master of a session's keys.
     *
     * @param key any key of the session
     * @return a connection, which goes back to its pool when it is closed
     */
    Connection connect(String key);

    /**
     * The pools of all masters: one, or a cluster's all.
     *
     * @return a snapshot, which may hold pools that are closed by the time that they are used
     */
    Collection<? extends Pool<Connection>> masters();

    /** Learns anew who has which keys, after {@code MOVED} or {@code CLUSTERDOWN}. Throws nothing. */
    void renew();

    /**
     * Closes the idle connections to the master of a session's keys, after one of them was broken or told {@code
     * READONLY}: the others will be no better; and learns anew. Throws nothing.
     *
     * @param key any key of the session
     */
    void discard(String key);

    @Override
    void close();

    /**
     * Connections to where a URL points; they are opened when they are needed.
     *
     * @param timeout for a connection, and again for each answer
     * @param poolSize the most connections to one server
     */
    static Topology of(RedisUrl url, Duration timeout, int poolSize, SslOptions tls) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(poolSize);
        pool.setMaxIdle(poolSize);
        pool.setMaxWait(timeout);
        pool.setJmxEnabled(false);
        JedisClientConfig servers =
                config(url, url.login(), timeout, tls).database(url.database()).build();
        return switch (url.kind()) {
            case STANDALONE ->
                new StandaloneTopology(new ConnectionPool(url.hosts().get(0), servers, pool));
            case SENTINEL -> {
                RedisUrl.Sentinel sentinel = Objects.requireNonNull(url.sentinel());
                // they are asked one after the other, and all of them within the timeout
                Duration each = timeout.dividedBy(url.hosts().size());
                JedisClientConfig sentinels = config(url, sentinel.login(), each, tls)
                        .serverDefaultProtocol()
                        .build();
                yield new SentinelTopology(url, sentinel.master(), servers, sentinels, pool, timeout);
            }
            case CLUSTER -> new ClusterTopology(url, servers, pool, timeout);
        };
    }

    private static DefaultJedisClientConfig.Builder config(
            RedisUrl url, RedisUrl.Login login, Duration timeout, SslOptions tls) {
        int millis = Math.max(1, Math.toIntExact(timeout.toMillis()));
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .user(login.user())
                .password(login.password())
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .clientName("coatcheck")
                // a user with the least rights may not say it, and the server would log the refusal
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        return url.tls() ? config.sslOptions(tls) : config;
    }
}
