package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** Faults that pass within the timeout reach no caller; those that do not are told, in time, and never as "no session". */
class PassingFaultsTest {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Key<Integer> COUNT = Key.of("count", Integer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration HASTE = Duration.ofSeconds(2);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    private RedisServer server;
    private Relay relay;
    private Jedis redis;
    private SessionManager patient;
    private SessionManager hasty;

    /** What a test's own server is started with. */
    @Retention(RetentionPolicy.RUNTIME)
    private @interface Settings {
        String[] value();
    }

    @BeforeEach
    void start(TestInfo test) throws IOException {
        Settings settings = test.getTestMethod().orElseThrow().getAnnotation(Settings.class);
        server = RedisServer.start(settings == null ? new String[0] : settings.value());
        relay = Relay.before(server.url());
        redis = server.connect();
        patient = open(relay.url(), PATIENCE);
        hasty = open(relay.url(), HASTE);
    }

    @AfterEach
    void close() throws IOException {
        patient.close();
        hasty.close();
        redis.close();
        relay.close();
        server.close();
    }

    private static SessionManager open(String url, Duration timeout) {
        return new SessionManager(new RedisDataStore(url, "coatcheck", timeout, 4), CoatcheckConfig.of(Map.of()));
    }

    private Session newSession() {
        Session session = patient.create();
        session.put(NAME, "one");
        return session;
    }

    /** A call that begins while the fault lasts succeeds when it is over; a hasty one says what is wrong. */
    private void assertPasses(String code, Session session, Runnable cure) {
        Session inHaste = hasty.attach(session.ticket());
        assertTimeoutPreemptively(
                LONG_ENOUGH,
                () -> assertThatThrownBy(() -> inHaste.put(NAME, "never"))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining(code));
        long before = relay.refusals(code);
        CompletableFuture<Void> write = Threads.start(() -> session.put(NAME, "two"));
        CompletableFuture<Void> find =
                Threads.start(() -> assertThat(patient.find(session.ticket())).isPresent());
        await().atMost(RedisServer.PATIENCE).until(() -> relay.refusals(code) > before);
        cure.run();
        write.join();
        find.join();
        assertThat(session.get(NAME)).contains("two");
        assertThat(inHaste.get(NAME)).contains("two");
    }

    @Test
    void aReplicaThatBecomesTheMaster() {
        Session session = newSession();
        redis.replicaof("127.0.0.1", 1);
        assertThat(session.get(NAME)).contains("one");
        assertPasses("READONLY", session, redis::replicaofNoOne);
    }

    @Test
    void aReplicaThatHasLostItsMaster() {
        Session session = newSession();
        redis.configSet("replica-serve-stale-data", "no");
        redis.replicaof("127.0.0.1", 1);
        assertPasses("MASTERDOWN", session, redis::replicaofNoOne);
    }

    @Test
    // it looks at its clients after every two megabytes
    @Settings({"--key-load-delay", "200000", "--rdbcompression", "no"})
    void aServerThatLoadsItsData() {
        Session session = newSession();
        for (int i = 0; i < 60; i++) {
            redis.set("other" + i, "x".repeat(1 << 20));
        }
        redis.save();
        server.relaunch();
        await().atMost(RedisServer.PATIENCE)
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(this::isLoading);
        assertPasses("LOADING", session, () -> {});
    }

    private boolean isLoading() {
        try (Jedis connection = server.connect()) {
            return connection.info("persistence").contains("loading:1");
        }
    }

    @Test
    @Settings({"--lua-time-limit", "20"})
    void aServerThatIsBusyWithAScript() {
        Session session = newSession();
        CompletableFuture<Void> script = Threads.start(() -> {
            try (Jedis busy = server.connect()) {
                assertThatThrownBy(() -> busy.eval("while true do end"));
            }
        });
        await().atMost(RedisServer.PATIENCE).until(() -> {
            try {
                redis.ping();
                return false;
            } catch (JedisException e) {
                return String.valueOf(e.getMessage()).startsWith("BUSY");
            }
        });
        assertPasses("BUSY", session, redis::scriptKill);
        script.join();
    }

    @Test
    @Settings({"--cluster-enabled", "yes"})
    void aClusterThatDoesNotServeAllSlotsYet() {
        addAllSlots();
        Session session = newSession();
        allSlots("DELSLOTS");
        assertPasses("CLUSTERDOWN", session, this::addAllSlots);
    }

    private void addAllSlots() {
        allSlots("ADDSLOTS");
        await().atMost(RedisServer.PATIENCE).until(() -> redis.clusterInfo().contains("cluster_state:ok"));
    }

    private void allSlots(String change) {
        String[] words = new String[16_385];
        words[0] = change;
        for (int slot = 0; slot < 16_384; slot++) {
            words[slot + 1] = Integer.toString(slot);
        }
        redis.sendCommand(Command.CLUSTER, words);
    }

    @Test
    void aServerThatHasNoConnectionToSpare() {
        Session session = newSession();
        redis.configSet("maxclients", "1");
        redis.sendCommand(Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
        assertPasses("max", session, () -> redis.configSet("maxclients", "100"));
    }

    @Test
    void aServerThatIsRestartedWithoutItsData() {
        Session session = newSession();
        whileItIsRestarted(() -> {
            // a session that is gone is an answer; an error is none
            if (session.get(NAME).isEmpty()) {
                assertThat(patient.find(session.ticket())).isEmpty();
                assertThatThrownBy(() -> session.put(NAME, "late")).isInstanceOf(SessionEndedException.class);
                assertThat(patient.create().isLive()).isTrue();
            }
        });
        assertThat(session.isLive()).isFalse();
    }

    @Test
    @Settings({"--appendonly", "yes", "--appendfsync", "always"})
    void aServerThatIsRestartedWithItsData() {
        Session session = newSession();
        session.put(COUNT, 0);
        AtomicInteger updates = new AtomicInteger();
        whileItIsRestarted(() -> {
            session.update(COUNT, 0, count -> count + 1);
            updates.incrementAndGet();
        });
        assertThat(session.get(COUNT)).contains(updates.get());
    }

    private void whileItIsRestarted(Runnable call) {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        Threads.run(2, thread -> {
            if (thread == 0) {
                try {
                    awaitMore(calls);
                    server.restart();
                    awaitMore(calls);
                } finally {
                    isOver.set(true);
                }
            }
            while (thread == 1 && !isOver.get()) {
                call.run();
                calls.incrementAndGet();
            }
        });
    }

    private static void awaitMore(AtomicInteger calls) {
        int before = calls.get();
        await().atMost(RedisServer.PATIENCE).until(() -> calls.get() > before + 20);
    }

    @Test
    void connectionsThatAreKilledWhileEightThreadsUpdateOneValue() {
        Session session = newSession();
        int threads = 8;
        int each = 200;
        AtomicInteger updates = new AtomicInteger();
        try (SessionManager other = open(server.url(), PATIENCE)) {
            List<SessionManager> instances = List.of(patient, other);
            Threads.run(threads + 1, thread -> {
                if (thread == threads) {
                    for (int done = 0;
                            done < threads * each;
                            done = killAllAfter(updates, done + 30, threads * each)) {}
                    return;
                }
                Session same = instances.get(thread % 2).find(session.ticket()).orElseThrow();
                for (int i = 0; i < each; i++) {
                    same.update(COUNT, 0, count -> count + 1);
                    updates.incrementAndGet();
                }
            });
        }
        assertThat(session.get(COUNT)).contains(threads * each);
    }

    private int killAllAfter(AtomicInteger updates, int wanted, int all) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> updates.get() >= Math.min(wanted, all));
        redis.sendCommand(Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
        return updates.get();
    }

    @Test
    // a directory where nobody can create a file
    @Settings({"--dir", "/dev/fd"})
    void aServerThatCannotSaveRefusesWritesAndGoesOnReading() {
        Session session = newSession();
        redis.configSet("save", "3600 1000000");
        redis.sendCommand(Command.BGSAVE);
        await().atMost(RedisServer.PATIENCE)
                .until(() -> redis.info("persistence").contains("rdb_last_bgsave_status:err"));
        assertThatThrownBy(() -> session.put(NAME, "two"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("MISCONF");
        assertThatThrownBy(() -> session.batch().remove(NAME).put(COUNT, 1).commit())
                .isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(patient::create).isInstanceOf(StoreUnavailableException.class);
        assertThat(session.get(NAME)).contains("one");
        assertThat(session.names()).containsExactly("name");
        redis.configSet("stop-writes-on-bgsave-error", "no");
        session.put(NAME, "two");
        assertThat(session.get(NAME)).contains("two");
    }

    @Test
    void aServerThatStaysFrozenIsGivenUpWithinTwiceTheTimeout() {
        Duration timeout = Duration.ofSeconds(4);
        try (SessionManager waiting = open(server.url(), timeout)) {
            Session session = waiting.create();
            server.pause();
            // with room for a slow machine, and less than a third time
            assertTimeoutPreemptively(
                    timeout.multipliedBy(3).minusMillis(500),
                    () -> assertThatThrownBy(() -> session.put(NAME, "one"))
                            .isInstanceOf(StoreUnavailableException.class));
            server.resume();
        }
    }

    @Test
    void aUserWhoMayNotIsToldAtOnce() {
        redis.sendCommand(Command.ACL, "SETUSER", "reader", "on", ">pw", "~*", "+get", "+hmget", "+time", "+info");
        try (SessionManager reader = open("redis://reader:pw@localhost:" + server.port(), Duration.ofSeconds(60))) {
            assertTimeoutPreemptively(
                    LONG_ENOUGH,
                    () -> assertThatThrownBy(reader::create)
                            .isInstanceOf(StoreUnavailableException.class)
                            .hasMessageContaining("NOPERM")
                            .hasMessageContaining("ACL"));
        }
    }
}
