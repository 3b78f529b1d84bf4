package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A real cluster on this machine's loopback: three masters, each with a third of the slots and one replica. A master
 * that is gone for a second is replaced. Thread-safe.
 */
final class RedisCluster implements AutoCloseable {
    static final int MASTERS = 3;
    private static final JedisClientConfig PLAIN =
            DefaultJedisClientConfig.builder().serverDefaultProtocol().build();
    private static final int SLOTS = 16_384;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Once<RedisCluster> SHARED = new Once<>(RedisCluster::start);

    private final List<RedisServer> nodes;

    private RedisCluster(List<RedisServer> nodes) {
        this.nodes = nodes;
    }

    /** The one cluster that the tests of this run share: it starts at first use and ends with the run. */
    static RedisCluster shared() {
        return SHARED.get();
    }

    static RedisCluster start() {
        List<RedisServer> nodes = IntStream.range(0, 2 * MASTERS)
                .mapToObj(i -> RedisServer.startNode(
                        "--cluster-enabled",
                        "yes",
                        "--cluster-node-timeout",
                        "1000",
                        "--repl-diskless-sync-delay",
                        "0"))
                .toList();
        RedisCluster cluster = new RedisCluster(nodes);
        cluster.join();
        return cluster;
    }

    private void join() {
        for (int i = 0; i < nodes.size(); i++) {
            int number = i;
            run(nodes.get(i), redis -> redis.clusterSetConfigEpoch(number + 1));
            run(
                    nodes.get(i),
                    redis -> redis.clusterMeet("127.0.0.1", nodes.get(0).port()));
        }
        for (int i = 0; i < MASTERS; i++) {
            int[] slots = IntStream.range(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS)
                    .toArray();
            run(nodes.get(i), redis -> redis.clusterAddSlots(slots));
        }
        awaitAll("cluster_known_nodes:" + nodes.size());
        for (int i = 0; i < MASTERS; i++) {
            String master = ask(nodes.get(i), Jedis::clusterMyId);
            awaitTrue(
                    nodes.get(i + MASTERS),
                    redis -> redis.clusterReplicate(master).equals("OK"));
        }
        awaitAll("cluster_state:ok");
        awaitReplicas();
    }

    private void awaitAll(String line) {
        nodes.forEach(node -> awaitTrue(node, redis -> redis.clusterInfo().contains(line)));
    }

    /** Until a server says that its cluster works. */
    static void awaitState(RedisServer node) {
        awaitTrue(node, redis -> redis.clusterInfo().contains("cluster_state:ok"));
    }

    /** Until every master has a replica that has all of its data, and all servers know it. */
    void awaitReplicas() {
        for (RedisServer node : nodes) {
            awaitTrue(
                    node,
                    redis -> ClusterNode.parse(redis.clusterNodes()).stream()
                                    .filter(ClusterNode::isWorkingReplica)
                                    .count()
                            == MASTERS);
            awaitTrue(node, redis -> {
                String replication = redis.info("replication");
                return replication.contains("role:master")
                        ? replication.contains("state=online")
                        : replication.contains("master_link_status:up");
            });
        }
    }

    private static void awaitTrue(RedisServer node, Function<Jedis, Boolean> condition) {
        await("the cluster's server " + node.url())
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(() -> ask(node, condition));
    }

    static <T> T ask(RedisServer node, Function<Jedis, T> question) {
        try (Jedis redis = new Jedis(new HostAndPort("127.0.0.1", node.port()), PLAIN)) {
            return question.apply(redis);
        }
    }

    private static void run(RedisServer node, Function<Jedis, ?> command) {
        ask(node, command);
    }

    String url() {
        return nodes.stream()
                .map(node -> "127.0.0.1:" + node.port())
                .collect(Collectors.joining(",", "redis-cluster://", ""));
    }

    List<RedisServer> nodes() {
        return nodes;
    }

    static int slot(String sessionId) {
        return JedisClusterCRC16.getSlot(sessionId);
    }

    /** The servers that are masters by their own account. */
    List<RedisServer> masters() {
        List<RedisServer> masters = new ArrayList<>();
        for (RedisServer node : nodes) {
            try {
                if (ask(node, redis -> redis.info("replication")).contains("role:master")) {
                    masters.add(node);
                }
            } catch (JedisException e) {
                // it is down
            }
        }
        return masters;
    }

    /** The master of a slot, as any server that answers knows it. */
    RedisServer masterOf(int slot) {
        for (RedisServer node : nodes) {
            try {
                int port = ask(node, redis -> portOf(redis.clusterNodes(), slot));
                return nodes.stream()
                        .filter(master -> master.port() == port)
                        .findFirst()
                        .orElseThrow();
            } catch (JedisException e) {
                // it is down
            }
        }
        throw new AssertionError("no server of the cluster answers");
    }

    private static int portOf(String nodes, int slot) {
        return ClusterNode.parse(nodes).stream()
                .filter(node -> node.has(slot))
                .findFirst()
                .orElseThrow()
                .port();
    }

    /** An id that nobody has, and whose keys are in a slot. */
    static String newId(int slot) {
        return Stream.generate(UUID::randomUUID)
                .map(UUID::toString)
                .filter(id -> slot(id) == slot)
                .findFirst()
                .orElseThrow();
    }

    /** Some slots of a master. */
    List<Integer> slotsOf(RedisServer master, int many) {
        return IntStream.generate(() -> slot(UUID.randomUUID().toString()))
                .filter(slot -> masterOf(slot).port() == master.port())
                .distinct()
                .limit(many)
                .boxed()
                .toList();
    }

    /** An id that nobody has, and whose keys are on a master. */
    String idOn(RedisServer master) {
        return newId(slotsOf(master, 1).get(0));
    }

    void awaitMaster(int slot, RedisServer master) {
        nodes.forEach(node -> awaitTrue(node, redis -> portOf(redis.clusterNodes(), slot) == master.port()));
    }

    RedisServer replicaOf(RedisServer master) {
        return nodes.stream()
                .filter(node ->
                        ask(node, redis -> redis.info("replication")).contains("master_port:" + master.port() + "\r"))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until all that a master has acknowledged up to now is on a replica, too. */
    static void awaitReplication(RedisServer master, String keyOnIt) {
        ask(master, redis -> {
            redis.set(keyOnIt, "", SetParams.setParams().ex(60));
            assertThat(redis.waitReplicas(1, START_LIMIT.toMillis())).isPositive();
            return keyOnIt;
        });
    }

    /** Moves a slot as {@code redis-cli --cluster reshard} does, but key by key, so that sessions are in two parts. */
    void move(int slot, RedisServer from, RedisServer to) {
        String source = ask(from, Jedis::clusterMyId);
        String target = ask(to, Jedis::clusterMyId);
        run(to, redis -> redis.clusterSetSlotImporting(slot, source));
        run(from, redis -> redis.clusterSetSlotMigrating(slot, target));
        run(from, redis -> {
            for (List<String> keys = redis.clusterGetKeysInSlot(slot, 1);
                    !keys.isEmpty();
                    keys = redis.clusterGetKeysInSlot(slot, 1)) {
                redis.migrate("127.0.0.1", to.port(), keys.get(0), 0, 5000);
            }
            return true;
        });
        run(to, redis -> redis.clusterSetSlotNode(slot, target));
        run(from, redis -> redis.clusterSetSlotNode(slot, target));
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }
}
