package dev.coatcheck.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Which server answers for a session. What it believes may be out of date, and nothing here tries twice: who calls a
 * server and learns better says so with {@link #renew}, and asks again. Errors are {@link JedisException}s, and no call
 * takes longer than its {@link Deadline}. Thread-safe.
 *
 * <p>{@code ASK} is not followed, on purpose. While a slot moves, a session's keys are partly here and partly there; the
 * server that they leave says {@code ASK} or {@code TRYAGAIN} for what it no longer has, whereas the one that they come
 * to would answer, to a client that says {@code ASKING}, that a key still to come does not exist. So both mean: wait, and
 * call the same server again. What a script had not declared is told with "attempted to access a non local key", and
 * means the same.
 */
interface Topology extends AutoCloseable {
    /**
     * The master of a session's keys.
     *
     * @param key any key of the session
     */
    Server master(String key);

    /**
     * All masters: one, or a cluster's all.
     *
     * @return a snapshot, which may hold servers that are closed by the time that they are asked
     */
    Collection<Server> masters();

    /**
     * Learns anew who has which keys, unless that was learnt just now: when a server refused a call or was not there,
     * and before what concerns all masters. Where nobody tells within a part of the timeout, what was known stays.
     * Throws nothing.
     *
     * @param youngest how old what is known may be
     */
    void renew(Duration youngest);

    @Override
    void close();

    /**
     * Servers at which a URL points; they are called when they are needed.
     *
     * @param timeout for a connection, and again for each answer
     * @param poolSize the most connections to one server
     */
    static Topology of(RedisUrl url, Duration timeout, int poolSize, SslOptions tls) {
        SslOptions spoken = url.tls() ? tls : null;
        Servers servers = new Servers(
                greeting(login(url.login())).database(url.database()).build(),
                timeout,
                spoken,
                poolSize,
                new ServerCheck(url)::before);
        return switch (url.kind()) {
            case STANDALONE -> new StandaloneTopology(servers.at(url.hosts().get(0)));
            case SENTINEL -> {
                RedisUrl.Sentinel sentinel = Objects.requireNonNull(url.sentinel());
                Servers sentinels = sentinels(sentinel.login(), timeout, spoken);
                yield new SentinelTopology(url.hosts(), sentinel.master(), servers, sentinels);
            }
            case CLUSTER -> new ClusterTopology(url, servers);
        };
    }

    /** The answer to it tells that a server has no connection to spare; to what else is sent first, Jedis does not listen. */
    private static DefaultJedisClientConfig.Builder greeting(DefaultJedisClientConfig.Builder client) {
        return JedisVersion.greetsByItself() ? client : client.protocol(RedisProtocol.RESP2);
    }

    private static Servers sentinels(RedisUrl.Login login, Duration timeout, @Nullable SslOptions tls) {
        return new Servers(inOwnProtocol(login(login)).build(), timeout, tls, 1, sentinel -> {});
    }

    /** Before Jedis 8 that cannot be said, and need not be: a client speaks the server's own unless told otherwise. */
    private static DefaultJedisClientConfig.Builder inOwnProtocol(DefaultJedisClientConfig.Builder client) {
        try {
            return client.serverDefaultProtocol();
        } catch (NoSuchMethodError olderJedis) {
            return client;
        }
    }

    private static DefaultJedisClientConfig.Builder login(RedisUrl.Login login) {
        return DefaultJedisClientConfig.builder()
                .user(login.user())
                .password(login.password())
                .clientName("coatcheck")
                // a user with the least rights may not say it, and the server would log the refusal
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
    }
}
