package dev.coatcheck.integration;

import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DriverContract;
import dev.coatcheck.testkit.StoreHooks;
import dev.coatcheck.testkit.StoreHooks.BreakableStore;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;

/** The contract on a real server; another instance has connections of its own. */
@Execution(ExecutionMode.CONCURRENT)
class RedisContractTest extends DriverContract {
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final int MILLIS = (int) PatientStore.TIMEOUT.toMillis();

    /** No test counts another's keys, or connections. */
    private final String prefix = "contract-" + UUID.randomUUID();

    private final Once<String> url = new Once<>(this::urlOfOwnUser);

    private String urlOfOwnUser() {
        URI uri = URI.create(RedisServer.sharedUrl());
        try (Jedis redis = new Jedis(uri, MILLIS)) {
            redis.aclSetUser(prefix, "on", "nopass", "allkeys", "allchannels", "allcommands");
        }
        closing(() -> ask(redis -> redis.aclDelUser(prefix)));
        return "redis://" + prefix + ":any@" + uri.getHost() + ":" + uri.getPort();
    }

    @Override
    protected DataStore openStore() {
        return new RedisDataStore(url.get(), prefix, PatientStore.TIMEOUT, 16);
    }

    @Override
    protected DataStore openAnother(DataStore first) {
        return openStore();
    }

    @Override
    protected StoreHooks hooks() {
        return StoreHooks.none()
                .makingUnavailable(() -> breakable(SOON, RedisServer::stop))
                .makingFull(() -> breakable(PatientStore.TIMEOUT, RedisContractTest::fill))
                .countingHeld(store -> ask(redis -> redis.keys(prefix + "*").size()))
                .countingLeftBehind(() -> ask(this::connections));
    }

    /** On a server of its own, which the other tests do not miss. */
    private BreakableStore breakable(Duration timeout, Consumer<RedisServer> breakdown) {
        RedisServer server = closing(RedisServer.start());
        return new BreakableStore(
                new RedisDataStore(server.url(), prefix, timeout, 16), () -> breakdown.accept(server));
    }

    private static void fill(RedisServer server) {
        try (RedisClient redis = server.client()) {
            redis.configSet("maxmemory", "1");
        }
    }

    private static long ask(ToLongFunction<Jedis> question) {
        try (Jedis redis = new Jedis(URI.create(RedisServer.sharedUrl()), MILLIS)) {
            return question.applyAsLong(redis);
        }
    }

    private long connections(Jedis redis) {
        return redis.clientList()
                .lines()
                .filter(line -> line.contains("user=" + prefix))
                .count();
    }
}
