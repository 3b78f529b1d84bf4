package dev.coatcheck.integration;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A real master with two replicas on this machine's loopback, and three sentinels that replace it when it is gone for
 * long enough. What is asked of them while they change places is asked again: a connection that breaks, or a refusal, is
 * no answer yet. Thread-safe.
 */
final class RedisSentinels implements AutoCloseable {
    static final String MASTER = "shop";
    private static final int REPLICAS = 2;

    /** By then, a sentinel has given a failover up that does not come to its end. */
    private static final Duration FAILOVER_LIMIT = Duration.ofSeconds(10);

    /** Some seconds of a busy machine are no death of a master. */
    private static final Once<RedisSentinels> SHARED = new Once<>(() -> start(Duration.ofSeconds(30)));

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

    /** Servers for one test alone: their master may be killed, and is replaced when it is gone for a second. */
    static RedisSentinels start() {
        return start(Duration.ofSeconds(1));
    }

    private static RedisSentinels start(Duration downAfter) {
        List<RedisServer> servers = new ArrayList<>();
        servers.add(RedisServer.startNode("--repl-diskless-sync-delay", "0"));
        String port = String.valueOf(servers.get(0).port());
        for (int i = 0; i < REPLICAS; i++) {
            servers.add(RedisServer.startNode("--repl-diskless-sync-delay", "0", "--replicaof", "127.0.0.1", port));
        }
        awaitAnswer("two replicas", servers.get(0), redis -> has(redis.info("replication"), "state=online", REPLICAS));
        List<RedisServer> sentinels = IntStream.range(0, 3)
                .mapToObj(i -> RedisServer.startSentinel("sentinel monitor " + MASTER + " 127.0.0.1 " + port + " 2\n"
                        + "sentinel down-after-milliseconds " + MASTER + " " + downAfter.toMillis() + "\n"
                        + "sentinel failover-timeout " + MASTER + " 3000\n"))
                .toList();
        RedisSentinels started = new RedisSentinels(servers, sentinels);
        for (RedisServer sentinel : sentinels) {
            awaitAnswer("the sentinel " + sentinel.url(), sentinel, redis -> {
                Map<String, String> view = redis.sentinelMaster(MASTER);
                return "2".equals(view.get("num-slaves")) && "2".equals(view.get("num-other-sentinels"));
            });
        }
        return started;
    }

    private static boolean has(String info, String part, int times) {
        return info.split(part, -1).length - 1 == times;
    }

    /** A server or sentinel that has just closed its clients, or does not know yet, is asked again. */
    private static void awaitAnswer(String what, RedisServer server, Predicate<Jedis> condition) {
        await(what)
                .atMost(RedisServer.PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(() -> RedisCluster.ask(server, condition::test));
    }

    String url() {
        return sentinels.stream()
                .map(sentinel -> "127.0.0.1:" + sentinel.port())
                .collect(Collectors.joining(",", "redis-sentinel://", "/0?master=" + MASTER));
    }

    List<RedisServer> sentinels() {
        return sentinels;
    }

    /** The master, as the first of the sentinels tells, which may be the last to know. */
    RedisServer master() {
        int port = masterOf(sentinels.get(0));
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow();
    }

    private static int masterOf(RedisServer sentinel) {
        return RedisCluster.ask(
                sentinel,
                redis -> Integer.parseInt(
                        redis.sentinelGetMasterAddrByName(MASTER).get(1)));
    }

    /** Until all sentinels name another master than this. */
    void awaitMasterOtherThan(RedisServer before) {
        sentinels.forEach(sentinel -> awaitAnswer(
                "another master by " + sentinel.url(), sentinel, redis -> masterOf(sentinel) != before.port()));
    }

    /** Waits until all that a master has acknowledged up to now is on both replicas, whichever takes its place. */
    static void awaitReplication(RedisServer master) {
        RedisCluster.awaitReplication(master, "barrier", REPLICAS);
    }

    /**
     * Lets the sentinels put a replica in the master's place, which goes on as its replica. A sentinel refuses until it
     * has news of the replicas, and while it is at it.
     */
    void failOver() {
        RedisServer before = master();
        AtomicLong told = new AtomicLong(System.nanoTime() - FAILOVER_LIMIT.toNanos());
        awaitAnswer("another master", sentinels.get(0), redis -> {
            if (masterOf(sentinels.get(0)) != before.port()) {
                return true;
            }
            if (System.nanoTime() - told.get() >= FAILOVER_LIMIT.toNanos()) {
                redis.sentinelFailover(MASTER);
                told.set(System.nanoTime());
            }
            return false;
        });
        awaitMasterOtherThan(before);
        awaitAnswer(
                "the master's demotion",
                before,
                redis -> redis.info("replication").contains("role:slave"));
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        servers.forEach(RedisServer::close);
    }
}
