package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call ends within twice the timeout, whatever the network does. */
@Timeout(60)
class TimeBoundTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    /** Twice the timeout, and what a busy machine may add. */
    private static final Duration BOUND = TIMEOUT.multipliedBy(2).plusSeconds(1);

    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final int LARGE = 30_000_000;

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static void assertGivenUpInTime(Runnable call) {
        long began = System.nanoTime();
        assertThatThrownBy(call::run).isInstanceOf(StoreUnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
    }

    /** What only prepares, or shows that the store is well: on a busy machine, half a second may pass without an answer. */
    private static void assertAnswered(Runnable call) {
        await().ignoreExceptionsInstanceOf(StoreUnavailableException.class).untilAsserted(call::run);
    }

    private static DataStore open(String scheme, int port, int poolSize) {
        return new RedisDataStore(scheme + "://127.0.0.1:" + port, "coatcheck", TIMEOUT, poolSize);
    }

    @Test
    void anAnswerThatTricklesIsGivenUp() throws Exception {
        String id = UUID.randomUUID().toString();
        try (RedisServer server = RedisServer.start();
                Wire wire = new Wire(server.port());
                DataStore store = open("redis", wire.port(), 4)) {
            assertAnswered(() -> store.create(id, LIFETIME, List.of(Change.put("a", random(1000)))));
            wire.become(Wire.State.TRICKLING);
            assertGivenUpInTime(() -> store.read(id, List.of(new Want("a", 0))));
            wire.become(Wire.State.WHOLE);
            assertAnswered(() ->
                    assertThat(store.read(id, List.of(new Want("a", 0)))).isPresent());
        }
    }

    @Test
    void aGreetingThatTricklesIsGivenUp() throws Exception {
        try (RedisServer server = RedisServer.start();
                Wire wire = new Wire(server.port());
                DataStore store = open("redis", wire.port(), 4)) {
            wire.become(Wire.State.TRICKLING);
            assertGivenUpInTime(store::ping);
        }
    }

    @Test
    void aTlsHandshakeThatTricklesIsGivenUp() throws Exception {
        try (Certificates certificates = new Certificates();
                RedisServer server = RedisServer.start();
                TlsRelay tls = new TlsRelay(certificates.keyStore("ours", "IP:127.0.0.1"), Optional.empty());
                Wire wire = new Wire(tls.before(server).port());
                DataStore store = open("rediss", wire.port(), 4)) {
            wire.become(Wire.State.TRICKLING);
            assertGivenUpInTime(store::ping);
        }
    }

    @Test
    void aCrowdThatSharesOneConnectionWhichTricklesIsGivenUp() throws Exception {
        try (RedisServer server = RedisServer.start();
                Wire wire = new Wire(server.port());
                DataStore store = open("redis", wire.port(), 1)) {
            assertAnswered(store::ping);
            wire.become(Wire.State.TRICKLING);
            List<CompletableFuture<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                calls.add(CompletableFuture.runAsync(
                        () -> assertGivenUpInTime(store::stats), task -> new Thread(task).start()));
            }
            calls.forEach(CompletableFuture::join);
        }
    }

    @Test
    void aLargeValueThatTheServerDoesNotTakeIsGivenUp() {
        String id = UUID.randomUUID().toString();
        List<Change> large = List.of(Change.put("a", random(LARGE)));
        try (RedisServer server = RedisServer.start();
                DataStore store = open("redis", server.port(), 4)) {
            assertAnswered(() -> store.create(id, LIFETIME, List.of()));
            server.pause();
            assertGivenUpInTime(() -> store.write(id, large));
            server.resume();
        }
    }

    @Test
    void aClusterWhoseServersTrickleIsGivenUp() throws Exception {
        try (RedisServer server = RedisServer.startNode("--cluster-enabled", "yes");
                Wire wire = new Wire(server.port());
                DataStore store = open("redis-cluster", wire.port(), 4)) {
            wire.become(Wire.State.TRICKLING);
            assertGivenUpInTime(store::ping);
        }
    }

    @Test
    void sentinelsThatTrickleAreGivenUp() throws Exception {
        try (RedisServer master = RedisServer.startNode();
                RedisServer sentinel =
                        RedisServer.startSentinel("sentinel monitor shop 127.0.0.1 " + master.port() + " 1\n");
                Wire wire = new Wire(sentinel.port());
                DataStore store = new RedisDataStore(
                        "redis-sentinel://127.0.0.1:" + wire.port() + "?master=shop", "coatcheck", TIMEOUT, 4)) {
            wire.become(Wire.State.TRICKLING);
            assertGivenUpInTime(store::ping);
            wire.become(Wire.State.WHOLE);
            assertAnswered(store::ping);
            wire.become(Wire.State.TRICKLING);
            assertAnswered(store::ping);
        }
    }
}
