package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Move;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreCall;
import dev.coatcheck.StoreCall.Operation;
import dev.coatcheck.StoreCall.Outcome;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.redis.RedisDataStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** What observers are told of calls that the driver tries again. */
class ObserverOnRedisTest {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final List<StoreCall> told = Collections.synchronizedList(new ArrayList<>());
    private RedisServer server;
    private SessionManager sessions;

    @BeforeEach
    void start() {
        server = RedisServer.start();
        sessions = open(TIMEOUT);
    }

    private SessionManager open(Duration timeout) {
        SessionManager opened = new SessionManager(
                new RedisDataStore(server.url(), "coatcheck", timeout, 4), CoatcheckConfig.of(Map.of()));
        opened.addObserver(told::add);
        return opened;
    }

    @AfterEach
    void close() {
        sessions.close();
        server.close();
    }

    private void cutConnections() {
        try (Jedis jedis = server.connect()) {
            jedis.clientKill(new ClientKillParams().type(ClientType.NORMAL).skipMe(ClientKillParams.SkipMe.YES));
        }
    }

    @Test
    void aCallThatWasTriedAgainSaysHowOftenAndTheNextOneDoesNot() {
        Session session = sessions.create();
        session.put(NAME, "one");
        assertThat(told).extracting(StoreCall::retries).containsOnly(0);
        told.clear();
        cutConnections();
        assertThat(session.get(NAME)).contains("one");
        assertThat(session.get(NAME)).contains("one");
        assertThat(told).extracting(StoreCall::outcome).containsExactly(Outcome.DONE, Outcome.DONE);
        assertThat(told.get(0).retries()).isPositive();
        assertThat(told.get(1).retries()).isZero();
        assertThat(told.get(1).kept()).isEqualTo(1);
    }

    @Test
    void aCallThatWasTriedInVainSaysHowOftenAndHowLong() {
        try (SessionManager hasty = open(Duration.ofMillis(300))) {
            Session session = hasty.create();
            server.close();
            told.clear();
            assertThatThrownBy(() -> session.put(NAME, "one")).isInstanceOf(StoreUnavailableException.class);
            StoreCall call = told.get(0);
            assertThat(call.operation()).isEqualTo(Operation.WRITE);
            assertThat(call.outcome()).isEqualTo(Outcome.UNAVAILABLE);
            assertThat(call.retries()).isPositive();
            assertThat(call.duration().orElseThrow()).isGreaterThan(Duration.ofMillis(150));
        }
    }

    @Test
    void callsAreTimedAndRetriesToldOfAStoreThatSessionsWereMovedTo() throws Exception {
        try (SessionManager moving = new SessionManager(new MemoryDataStore(), CoatcheckConfig.of(Map.of()))) {
            moving.addObserver(told::add);
            Session session = moving.create();
            session.put(NAME, "one");
            session.get(NAME);
            assertThat(told.get(2).duration()).isEmpty();
            Move move = moving.moveTo(
                    CoatcheckConfig.of(Map.of("coatcheck.store", "redis", "coatcheck.redis.url", server.url())));
            move.completion().toCompletableFuture().get(20, TimeUnit.SECONDS);
            told.clear();
            cutConnections();
            assertThat(session.get(NAME)).contains("one");
            assertThat(told).hasSize(1);
            assertThat(told.get(0).store()).isEqualTo("redis");
            assertThat(told.get(0).retries()).isPositive();
            assertThat(told.get(0).duration()).isPresent();
        }
    }
}
