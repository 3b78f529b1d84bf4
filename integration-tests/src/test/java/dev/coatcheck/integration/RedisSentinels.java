package dev.coatcheck.integration;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A real master with two replicas on this machine's loopback, and three sentinels that replace it when it is gone for a
 * second. Thread-safe.
 */
final class RedisSentinels implements AutoCloseable {
    static final String MASTER = "shop";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Once<RedisSentinels> SHARED = new Once<>(RedisSentinels::start);

    private final List<RedisServer> servers;
    private final List<RedisServer> sentinels;

    private RedisSentinels(List<RedisServer> servers, List<RedisServer> sentinels) {
        this.servers = servers;
        this.sentinels = sentinels;
    }

    /** The ones that the tests of this run share: they start at first use and end with the run. */
    static RedisSentinels shared() {
        return SHARED.get();
    }

    static RedisSentinels start() {
        List<RedisServer> servers = new ArrayList<>();
        servers.add(RedisServer.startNode("--repl-diskless-sync-delay", "0"));
        String port = String.valueOf(servers.get(0).port());
        for (int i = 0; i < 2; i++) {
            servers.add(RedisServer.startNode("--repl-diskless-sync-delay", "0", "--replicaof", "127.0.0.1", port));
        }
        awaitReplicas(servers);
        List<RedisServer> sentinels = IntStream.range(0, 3)
                .mapToObj(i -> RedisServer.startSentinel("sentinel monitor " + MASTER + " 127.0.0.1 " + port + " 2\n"
                        + "sentinel down-after-milliseconds " + MASTER + " 1000\n"
                        + "sentinel failover-timeout " + MASTER + " 3000\n"))
                .toList();
        RedisSentinels started = new RedisSentinels(servers, sentinels);
        sentinels.forEach(sentinel -> started.awaitView(
                sentinel, view -> "2".equals(view.get("num-slaves")) && "2".equals(view.get("num-other-sentinels"))));
        return started;
    }

    private static void awaitReplicas(List<RedisServer> servers) {
        await("two replicas")
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> ask(
                        servers.get(0),
                        redis -> redis.info("replication").contains("slave1:")
                                && !redis.info("replication").contains("state=wait_bgsave")));
    }

    private void awaitView(RedisServer sentinel, Predicate<Map<String, String>> condition) {
        await("the sentinel " + sentinel.url())
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(() -> ask(sentinel, redis -> condition.test(redis.sentinelMaster(MASTER))));
    }

    private static boolean ask(RedisServer server, Predicate<Jedis> question) {
        return RedisCluster.ask(server, question::test);
    }

    String url() {
        return sentinels.stream()
                .map(sentinel -> "127.0.0.1:" + sentinel.port())
                .collect(Collectors.joining(",", "redis-sentinel://", "/0?master=" + MASTER));
    }

    List<RedisServer> sentinels() {
        return sentinels;
    }

    /** The master, as the sentinels tell. */
    RedisServer master() {
        List<String> address = RedisCluster.ask(sentinels.get(0), redis -> redis.sentinelGetMasterAddrByName(MASTER));
        HostAndPort master = new HostAndPort(address.get(0), Integer.parseInt(address.get(1)));
        return servers.stream()
                .filter(server -> server.port() == master.getPort())
                .findFirst()
                .orElseThrow();
    }

    /** Lets the sentinels put a replica in the master's place, which goes on as its replica. */
    void failOver() {
        RedisServer before = master();
        RedisCluster.ask(sentinels.get(0), redis -> redis.sentinelFailover(MASTER));
        await("another master")
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> master().port() != before.port()
                        && ask(before, redis -> redis.info("replication").contains("role:slave")));
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        servers.forEach(RedisServer::close);
    }
}
