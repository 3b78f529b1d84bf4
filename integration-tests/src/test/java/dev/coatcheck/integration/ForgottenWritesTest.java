package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Want;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/**
 * A server comes back without the latest writes. They are lost, as Redis says; but nobody who has them in memory takes
 * them for what stands there now.
 */
class ForgottenWritesTest {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DAY = Duration.ofDays(1);

    private static SessionManager open(String url) {
        return new SessionManager(new RedisDataStore(url, "coatcheck", TIMEOUT, 4), CoatcheckConfig.of(Map.of()));
    }

    @Test
    void aServerThatIsKilledComesBackFromAnOlderSnapshot() {
        try (RedisServer server = RedisServer.start();
                SessionManager one = open(server.url());
                SessionManager other = open(server.url())) {
            Session session = one.create();
            session.put(NAME, "kept");
            RedisCluster.ask(server, Jedis::save);
            assertWhatIsLostIsTakenByNobody(one, other, session.ticket(), server::restart);
        }
    }

    @Test
    void aReplicaThatLagsBehindIsPromoted() {
        try (RedisCluster cluster = RedisCluster.start();
                SessionManager one = open(cluster.url());
                SessionManager other = open(cluster.url())) {
            Session session = one.create();
            session.put(NAME, "kept");
            int slot = RedisCluster.slot(session.id());
            RedisServer master = cluster.masterOf(slot);
            RedisServer replica = cluster.replicaOf(master);
            RedisCluster.awaitReplication(master, "{" + session.id() + "}");
            // what is written from now on does not leave the master
            replica.pause();
            RedisCluster.ask(master, redis -> redis.clientKill(new ClientKillParams().type(ClientType.REPLICA)));
            assertWhatIsLostIsTakenByNobody(one, other, session.ticket(), () -> {
                master.stop();
                replica.resume();
                cluster.awaitMaster(slot, replica, master);
            });
        }
    }

    private static void assertWhatIsLostIsTakenByNobody(
            SessionManager one, SessionManager other, String ticket, Runnable loss) {
        Session here = one.find(ticket).orElseThrow();
        here.put(NAME, "lost");
        String lostTicket = here.renew();
        assertThat(one.find(lostTicket).orElseThrow().get(NAME)).contains("lost");

        loss.run();

        Session there = other.find(ticket).orElseThrow();
        assertThat(there.get(NAME)).contains("kept");
        there.put(NAME, "new");
        String newTicket = there.renew();
        assertThat(one.find(newTicket)).isPresent();
        assertThat(one.find(lostTicket)).isEmpty();
        assertThat(here.get(NAME)).contains("new");
        assertThat(here.update(NAME, "none", old -> old + " and more")).isEqualTo("new and more");
        assertThat(there.get(NAME)).contains("new and more");
    }

    /** A clock that stepped back, or that of a promoted replica, which goes slow, is behind the versions that were given. */
    @Test
    void whereTheClockIsBehindTheVersionsNoneIsGivenTwiceEither() {
        try (RedisServer server = RedisServer.start();
                DataStore store = new RedisDataStore(server.url(), "coatcheck", TIMEOUT, 4)) {
            String id = UUID.randomUUID().toString();
            store.create(id, DAY, List.of(put("kept")));
            RedisCluster.ask(server, redis -> setVersionAhead(redis, "coatcheck:{" + id + "}", DAY));
            RedisCluster.ask(server, Jedis::save);
            long before = version(store, id);
            long lost = store.write(id, List.of(put("lost"))).version();
            server.restart();
            long next = store.write(id, List.of(put("new"))).version();
            assertThat(next).isNotEqualTo(lost).isGreaterThan(before);
            assertThat(store.write(id, List.of(put("newer"))).version()).isGreaterThan(next);
            Found found = store.read(id, List.of(new Want("a", lost)))
                    .orElseThrow()
                    .values()
                    .get(0);
            assertThat(new String(found.bytes(), StandardCharsets.UTF_8)).isEqualTo("newer");
        }
    }

    private static Change put(String text) {
        return Change.put("a", text.getBytes(StandardCharsets.UTF_8));
    }

    private static long version(DataStore store, String id) {
        return store.read(id, List.of(Want.of("a")))
                .orElseThrow()
                .values()
                .get(0)
                .version();
    }

    private static long setVersionAhead(Jedis redis, String hash, Duration by) {
        String[] label = redis.hget(hash, ":session").split(" ", -1);
        long version = Long.parseLong(label[0]) + by.toNanos() / 1000;
        return redis.hset(hash, Map.of(":session", version + " " + label[1], "a", version + " 0"));
    }
}
