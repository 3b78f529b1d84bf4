package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** More threads than connections: their requests travel together, and nobody gets another's answer. */
class CrowdOnRedisTest {
    private static final int THREADS = 200;
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Key<String> LARGE = Key.of("large", String.class);
    private static final Key<Integer> COUNT = Key.of("count", Integer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private RedisServer server;
    private Jedis redis;

    @BeforeEach
    void start() {
        server = RedisServer.start();
        redis = server.connect();
    }

    @AfterEach
    void close() throws IOException {
        redis.close();
        server.close();
    }

    private SessionManager open(Duration timeout, int connections) {
        return new SessionManager(
                new RedisDataStore(server.url(), "coatcheck", timeout, connections), CoatcheckConfig.of(Map.of()));
    }

    @Test
    void everyThreadGetsItsOwnAnswersHoweverFewConnectionsThereAre() {
        for (int connections : List.of(1, 3, 16)) {
            try (SessionManager sessions = open(PATIENCE, connections)) {
                Threads.run(THREADS, thread -> {
                    Session session = sessions.create();
                    String large = ("value " + thread + " ").repeat(thread % 20 == 0 ? 5_000 : 1);
                    session.batch()
                            .put(NAME, "visitor " + thread)
                            .put(LARGE, large)
                            .commit();
                    for (int i = 0; i < 20; i++) {
                        Session again = sessions.attach(session.ticket());
                        assertThat(again.get(NAME)).contains("visitor " + thread);
                        assertThat(again.get(LARGE)).contains(large);
                        assertThat(again.update(COUNT, 0, count -> count + 1)).isEqualTo(i + 1);
                    }
                    session.end();
                    assertThat(sessions.find(session.ticket())).isEmpty();
                });
                assertThat(redis.keys("*")).isEmpty();
                assertThat(sessions.stats().counters())
                        .containsEntry("connections-active", 0L)
                        .containsEntry("connections-awaited", 0L);
            }
        }
    }

    @Test
    void connectionsThatAreKilledCostNobodyAnAnswerAndNoUpdateIsMadeTwice() {
        try (SessionManager sessions = open(PATIENCE, 4)) {
            List<Session> shared =
                    IntStream.range(0, 50).mapToObj(i -> sessions.create()).toList();
            AtomicIntegerArray updates = new AtomicIntegerArray(50);
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger kills = new AtomicInteger();
            var killer = Threads.start(() -> {
                try (Jedis other = server.connect()) {
                    while (!over.get()) {
                        other.clientKill(
                                new ClientKillParams().type(ClientType.NORMAL).skipMe(ClientKillParams.SkipMe.YES));
                        kills.incrementAndGet();
                        // who is killed without a pause gets nothing done
                        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                    }
                }
            });
            try {
                Threads.run(THREADS, thread -> {
                    Session session = sessions.attach(shared.get(thread % 50).ticket());
                    for (int i = 0; i < 10 || kills.get() < 5; i++) {
                        session.update(COUNT, 0, count -> count + 1);
                        updates.incrementAndGet(thread % 50);
                        assertThat(session.get(COUNT)).isPresent();
                    }
                });
            } finally {
                over.set(true);
                killer.join();
            }
            for (int i = 0; i < 50; i++) {
                assertThat(shared.get(i).get(COUNT)).contains(updates.get(i));
            }
        }
    }

    @Test
    void aConnectionThatBreaksWithManyCallsOnItIsReplacedOnce() throws Exception {
        int rounds = 30;
        AtomicBoolean losesNext = new AtomicBoolean();
        try (Relay relay = Relay.watching(
                        server.url(),
                        Relay.Watch.NONE,
                        answer -> losesNext.getAndSet(false) ? Optional.empty() : Optional.of(answer));
                SessionManager sessions = new SessionManager(
                        new RedisDataStore(relay.url(), "coatcheck", PATIENCE, 1), CoatcheckConfig.of(Map.of()))) {
            Session session = sessions.create();
            session.put(NAME, "one");
            long before = connectionsOpened();
            CyclicBarrier together = new CyclicBarrier(THREADS, () -> losesNext.set(true));
            Threads.run(THREADS, thread -> {
                for (int i = 0; i < rounds; i++) {
                    together.await();
                    assertThat(sessions.attach(session.ticket()).get(NAME)).contains("one");
                }
            });
            assertThat(connectionsOpened() - before).isEqualTo(rounds);
        }
    }

    private long connectionsOpened() {
        return redis.info("stats")
                .lines()
                .filter(line -> line.startsWith("total_connections_received:"))
                .mapToLong(line -> Long.parseLong(line.split(":", 2)[1].strip()))
                .sum();
    }

    @Test
    void aServerThatIsFrozenKeepsNobodyForLongerThanTwiceTheTimeoutAndNothingIsLeftOfIt() throws Exception {
        Duration timeout = Duration.ofSeconds(2);
        try (SessionManager sessions = open(timeout, 4)) {
            Session session = sessions.create();
            session.put(NAME, "one");
            server.pause();
            Map<String, Integer> outcomes = new ConcurrentHashMap<>();
            Threads.run(THREADS, thread -> {
                long began = System.nanoTime();
                assertThatThrownBy(() -> sessions.attach(session.ticket()).get(NAME))
                        .isInstanceOf(StoreUnavailableException.class);
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                outcomes.merge(
                        took.compareTo(timeout.multipliedBy(2).plusSeconds(5)) < 0 ? "in time" : "late",
                        1,
                        Integer::sum);
            });
            server.resume();
            assertThat(outcomes).containsOnlyKeys("in time");
            await().untilAsserted(() -> assertThat(session.get(NAME)).contains("one"));
            assertThat(sessions.stats().counters())
                    .containsEntry("connections-active", 0L)
                    .containsEntry("connections-awaited", 0L);
        }
    }

    @Test
    void anInterruptedThreadHarmsNobodyElse() throws Exception {
        try (SessionManager sessions = open(PATIENCE, 2)) {
            Session session = sessions.create();
            session.put(NAME, "one");
            AtomicBoolean over = new AtomicBoolean();
            CountDownLatch reading = new CountDownLatch(20);
            List<Thread> interrupted = IntStream.range(0, 20)
                    .mapToObj(i -> new Thread(() -> {
                        reading.countDown();
                        while (!over.get()) {
                            try {
                                sessions.attach(session.ticket()).get(NAME);
                            } catch (StoreUnavailableException e) {
                                // the flag stays for whoever made the call
                                assertThat(Thread.interrupted()).isTrue();
                            }
                        }
                    }))
                    .toList();
            interrupted.forEach(Thread::start);
            reading.await();
            var interrupter = Threads.start(() -> {
                while (!over.get()) {
                    interrupted.forEach(Thread::interrupt);
                }
            });
            try {
                Threads.run(40, thread -> {
                    for (int i = 0; i < 100; i++) {
                        assertThat(sessions.attach(session.ticket()).get(NAME)).contains("one");
                    }
                });
            } finally {
                over.set(true);
                interrupter.join();
                for (Thread thread : interrupted) {
                    thread.join();
                }
            }
        }
    }

    @Test
    void whoIsInTheMiddleOfACallWhenTheStoreIsClosedIsToldSo() {
        for (int round = 0; round < 10; round++) {
            SessionManager sessions = open(PATIENCE, 2);
            Session session = sessions.create();
            CountDownLatch reading = new CountDownLatch(50);
            var crowd = Threads.start(() -> Threads.run(50, thread -> {
                reading.countDown();
                assertThatThrownBy(() -> {
                            while (true) {
                                session.get(NAME);
                            }
                        })
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed");
            }));
            await().until(() -> reading.getCount() == 0);
            sessions.close();
            crowd.join();
        }
    }
}
