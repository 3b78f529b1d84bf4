package dev.coatcheck.integration;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A real cluster on this machine's loopback: three masters, each with a third of the slots and one replica. A master
 * that is gone for long enough is replaced. What is asked while they change places is asked again: a connection that
 * breaks, or a refusal, is no answer yet. Thread-safe.
 */
final class RedisCluster implements AutoCloseable {
    static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    /** A replica gives a handover up after five seconds. */
    private static final Duration HANDOVER_LIMIT = Duration.ofSeconds(6);

    /** Some seconds of a busy machine are no death of a master. */
    private static final Once<RedisCluster> SHARED = new Once<>(() -> start(Duration.ofSeconds(15)));

    private final List<RedisServer> nodes;

    private RedisCluster(List<RedisServer> nodes) {
        this.nodes = nodes;
    }

    /** The one cluster that the tests of this run share: it starts at first use and ends with the run. */
    static RedisCluster shared() {
        return SHARED.get();
    }

    /** A cluster for one test alone: its masters may be killed, and are replaced when they are gone for two seconds. */
    static RedisCluster start() {
        return start(Duration.ofSeconds(2));
    }

    private static RedisCluster start(Duration nodeTimeout) {
        List<RedisServer> nodes = IntStream.range(0, 2 * MASTERS)
                .mapToObj(i -> RedisServer.startNode(
                        "--cluster-enabled",
                        "yes",
                        "--cluster-node-timeout",
                        String.valueOf(nodeTimeout.toMillis()),
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
        }
        // who does not answer within the cluster's timeout is forgotten again
        nodes.forEach(node -> awaitTrue(node, this::meetTheRest));
        for (int i = 0; i < MASTERS; i++) {
            int[] slots = IntStream.range(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS)
                    .toArray();
            run(nodes.get(i), redis -> redis.clusterAddSlots(slots));
        }
        for (int i = 0; i < MASTERS; i++) {
            String master = ask(nodes.get(i), Jedis::clusterMyId);
            awaitTrue(
                    nodes.get(i + MASTERS),
                    redis -> redis.clusterReplicate(master).equals("OK"));
        }
        nodes.forEach(RedisCluster::awaitState);
        awaitReplicas();
    }

    /** Has a server meet those that it does not know; false where there were any. */
    private boolean meetTheRest(Jedis redis) {
        Set<Integer> known = ClusterNode.parse(redis.clusterNodes()).stream()
                .filter(node -> !node.handshake())
                .map(ClusterNode::port)
                .collect(Collectors.toSet());
        for (RedisServer node : nodes) {
            if (!known.contains(node.port())) {
                redis.clusterMeet("127.0.0.1", node.port());
            }
        }
        return known.size() == nodes.size();
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
                .atMost(RedisServer.PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(() -> ask(node, condition));
    }

    static <T> T ask(RedisServer node, Function<Jedis, T> question) {
        try (Jedis redis = new Jedis(new HostAndPort("127.0.0.1", node.port()), RedisServer.PATIENT)) {
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

    /** A slot's master, as the first server tells that answers, which may be the last to know. */
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
        awaitMaster(slot, master, null);
    }

    /** Until all servers but one that is down know the master of a slot. */
    void awaitMaster(int slot, RedisServer master, @Nullable RedisServer down) {
        nodes.stream()
                .filter(node -> !node.equals(down))
                .forEach(node -> awaitTrue(node, redis -> isMaster(redis, slot, master)));
    }

    private static boolean isMaster(Jedis redis, int slot, RedisServer server) {
        return ClusterNode.parse(redis.clusterNodes()).stream()
                .anyMatch(node -> node.has(slot) && node.port() == server.port());
    }

    /** Until all servers but the one that was a slot's master know another. */
    void awaitMasterOtherThan(int slot, RedisServer before) {
        nodes.stream()
                .filter(node -> !node.equals(before))
                .forEach(node -> awaitTrue(
                        node,
                        redis -> ClusterNode.parse(redis.clusterNodes()).stream()
                                .anyMatch(each -> each.has(slot) && each.port() != before.port() && !each.failed())));
    }

    /**
     * Lets a slot's master and its replica change places, which all servers know then. A replica gives up where the
     * others are too slow for it, and is told again.
     */
    void handOver(int slot) {
        RedisServer replica = replicaOf(masterOf(slot));
        AtomicLong told = new AtomicLong(System.nanoTime() - HANDOVER_LIMIT.toNanos());
        awaitTrue(replica, redis -> {
            if (isMaster(redis, slot, replica)) {
                return true;
            }
            if (System.nanoTime() - told.get() >= HANDOVER_LIMIT.toNanos()) {
                redis.clusterFailover();
                told.set(System.nanoTime());
            }
            return false;
        });
        awaitMaster(slot, replica);
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
        awaitReplication(master, keyOnIt, 1);
    }

    /** Waits until all that a master has acknowledged up to now is on so many replicas, too. */
    static void awaitReplication(RedisServer master, String keyOnIt, int replicas) {
        awaitTrue(master, redis -> {
            redis.set(keyOnIt, "", SetParams.setParams().ex(60));
            return redis.waitReplicas(replicas, 1_000) >= replicas;
        });
    }

    /** Moves a slot as {@code redis-cli --cluster reshard} does, but key by key, so that sessions are in two parts. */
    void move(int slot, RedisServer from, RedisServer to) {
        String target = ask(to, Jedis::clusterMyId);
        open(slot, from, to);
        run(from, redis -> {
            for (List<String> keys = redis.clusterGetKeysInSlot(slot, 1);
                    !keys.isEmpty();
                    keys = redis.clusterGetKeysInSlot(slot, 1)) {
                redis.migrate("127.0.0.1", to.port(), keys.get(0), 0, Math.toIntExact(RedisServer.PATIENCE.toMillis()));
            }
            return true;
        });
        run(to, redis -> redis.clusterSetSlotNode(slot, target));
        run(from, redis -> giveAway(redis, slot, target));
        // or who moves it again finds a server that has heard of an older master meanwhile
        awaitMaster(slot, to);
    }

    /** A master without slots becomes a replica as soon as it hears of that, perhaps before it is told here. */
    private static String giveAway(Jedis redis, int slot, String target) {
        try {
            return redis.clusterSetSlotNode(slot, target);
        } catch (JedisDataException e) {
            if (String.valueOf(e.getMessage()).contains("only with masters")) {
                return "";
            }
            throw e;
        }
    }

    /** Begins to move a slot: from now on its keys may go, one by one. */
    void open(int slot, RedisServer from, RedisServer to) {
        String source = ask(from, Jedis::clusterMyId);
        String target = ask(to, Jedis::clusterMyId);
        run(to, redis -> redis.clusterSetSlotImporting(slot, source));
        run(from, redis -> redis.clusterSetSlotMigrating(slot, target));
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }
}
