package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckException;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/** What a client learns from sentinels does not depend on a message that may be lost. */
@Timeout(120)
class SentinelFollowsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /** The documented two seconds, and what a busy machine may add. */
    private static final Duration NOTICED = Duration.ofSeconds(4);

    private static String url(int... ports) {
        return IntStream.of(ports)
                .mapToObj(port -> "127.0.0.1:" + port)
                .collect(Collectors.joining(",", "redis-sentinel://", "/0?master=" + RedisSentinels.MASTER));
    }

    private static DataStore open(String url) {
        return new RedisDataStore(url, "coatcheck", TIMEOUT, 8);
    }

    private static RedisServer sentinelOf(RedisServer master, String... lines) {
        return RedisServer.startSentinel("sentinel monitor " + RedisSentinels.MASTER + " 127.0.0.1 " + master.port()
                + " 1\n" + String.join("", lines));
    }

    /** The sentinel names another master, and the old one lives on and hears nothing of it. */
    private static void name(RedisServer sentinel, RedisServer master) {
        RedisCluster.ask(sentinel, redis -> redis.sentinelRemove(RedisSentinels.MASTER));
        RedisCluster.ask(
                sentinel, redis -> redis.sentinelMonitor(RedisSentinels.MASTER, "127.0.0.1", master.port(), 1));
    }

    private static String newSession(DataStore store) {
        String id = UUID.randomUUID().toString();
        store.create(id, LIFETIME, List.of(Change.put("a", new byte[] {1})));
        return id;
    }

    private static void awaitCallsFor(Duration time, DataStore store, String id) {
        await("calls for " + time)
                .pollInterval(Duration.ofMillis(50))
                .during(time)
                .atMost(time.multipliedBy(3))
                .until(() -> isLive(store, id));
    }

    private static boolean isLive(DataStore store, String id) {
        return store.read(id, List.of(new Want("a", 0))).isPresent();
    }

    @Test
    void aMasterThatIsReplacedWhileNoSentinelIsHeardIsFollowed() throws Exception {
        try (RedisSentinels servers = RedisSentinels.start();
                Wire first = new Wire(servers.sentinels().get(0).port());
                Wire second = new Wire(servers.sentinels().get(1).port());
                Wire third = new Wire(servers.sentinels().get(2).port());
                DataStore store = open(url(first.port(), second.port(), third.port()))) {
            String id = newSession(store);
            RedisServer master = servers.master();
            RedisCluster.awaitReplication(master, "barrier");
            awaitCallsFor(Duration.ofSeconds(1), store, id);
            List.of(first, second, third).forEach(Wire::loseConnections);
            master.stop();
            await("another master")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> servers.master().port() != master.port());
            assertThat(isLive(store, id)).isTrue();
            assertThat(store.write(id, List.of(Change.put("a", new byte[] {2}))).outcome())
                    .isEqualTo(WriteResult.Outcome.APPLIED);
            master.restart();
            assertThat(isLive(store, id)).isTrue();
            assertThat(store.write(id, List.of(Change.put("a", new byte[] {3}))).outcome())
                    .isEqualTo(WriteResult.Outcome.APPLIED);
        }
    }

    @Test
    void aMasterThatIsReplacedAndLivesOnIsLeftByThoseWhoReadFromIt() {
        try (RedisServer before = RedisServer.startNode();
                RedisServer after = RedisServer.startNode();
                RedisServer sentinel = sentinelOf(before);
                DataStore store = open(url(sentinel.port()));
                DataStore there = open("redis://127.0.0.1:" + after.port())) {
            String old = newSession(store);
            assertThat(isLive(store, old)).isTrue();
            String id = newSession(there);
            name(sentinel, after);
            await("the new master")
                    .atMost(NOTICED)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> isLive(store, id));
            assertThat(isLive(store, old)).isFalse();
        }
    }

    @Test
    void theFirstCallAfterAnIdleTimeGoesToTheMasterThatIs() {
        try (RedisServer before = RedisServer.startNode();
                RedisServer after = RedisServer.startNode();
                RedisServer sentinel = sentinelOf(before);
                DataStore store = open(url(sentinel.port()));
                DataStore there = open("redis://127.0.0.1:" + after.port())) {
            newSession(store);
            String id = newSession(there);
            name(sentinel, after);
            await().pollDelay(Duration.ofMillis(2100)).until(() -> true);
            assertThat(isLive(store, id)).isTrue();
        }
    }

    @Test
    void aSentinelThatMissedAPromotionIsNotBelievedWhileAnotherKnowsBetter() {
        try (RedisServer before = RedisServer.startNode();
                RedisServer after = RedisServer.startNode();
                RedisServer late = sentinelOf(before);
                RedisServer informed = sentinelOf(after, "sentinel config-epoch " + RedisSentinels.MASTER + " 7\n");
                DataStore there = open("redis://127.0.0.1:" + after.port())) {
            String id = newSession(there);
            for (String url : List.of(url(late.port(), informed.port()), url(informed.port(), late.port()))) {
                try (DataStore store = open(url)) {
                    assertThat(isLive(store, id)).isTrue();
                }
            }
        }
    }

    @Test
    void sentinelsThatAreDownOrFrozenDoNotDisturbCallsToTheMaster() {
        try (RedisServer master = RedisServer.startNode();
                RedisServer down = sentinelOf(master);
                RedisServer frozen = sentinelOf(master);
                DataStore store = open(url(frozen.port(), down.port(), Ports.free()))) {
            String id = newSession(store);
            down.stop();
            frozen.pause();
            awaitCallsFor(Duration.ofSeconds(4), store, id);
        }
    }

    @Test
    void whatIsClosedWhileASentinelAnswersLateLeavesNoThreadAndNoConnection() throws Exception {
        try (RedisServer master = RedisServer.startNode();
                RedisServer sentinel = sentinelOf(master)) {
            for (int i = 0; i < 5; i++) {
                List<CompletableFuture<Void>> calls = new ArrayList<>();
                try (DataStore store = open(url(sentinel.port()))) {
                    store.ping();
                }
                try (DataStore store = open(url(sentinel.port()))) {
                    sentinel.pause();
                    calls.add(CompletableFuture.runAsync(store::ping, task -> new Thread(task).start()));
                    await("a connection").until(() -> threads("coatcheck-redis") > 0);
                }
                sentinel.resume();
                calls.forEach(call -> call.exceptionally(e -> {
                            assertThat(e.getCause())
                                    .isInstanceOfAny(CoatcheckException.class, IllegalStateException.class);
                            return null;
                        })
                        .join());
            }
            await("nothing left")
                    .atMost(TIMEOUT.multipliedBy(2))
                    .until(() -> threads("coatcheck-redis") + threads("entinel") == 0
                            && !RedisCluster.ask(sentinel, Jedis::clientList).contains("name=coatcheck"));
        }
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(name))
                .count();
    }
}
