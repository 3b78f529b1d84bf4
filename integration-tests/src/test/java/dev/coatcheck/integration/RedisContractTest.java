package dev.coatcheck.integration;

import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.testkit.DriverContract;
import dev.coatcheck.testkit.StoreHooks;
import dev.coatcheck.testkit.StoreHooks.BreakableStore;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.RedisClient;

/** The contract on a real server; another instance has connections of its own. */
class RedisContractTest extends DriverContract {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Pattern CLIENTS = Pattern.compile("connected_clients:(\\d+)");

    /** No test counts another's keys. */
    private final String prefix = "contract-" + UUID.randomUUID();

    @Override
    protected DataStore openStore() {
        return new RedisDataStore(RedisServer.sharedUrl(), prefix, PatientStore.TIMEOUT, 16);
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
                .countingLeftBehind(() -> ask(RedisContractTest::connectedClients));
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

    private static long ask(ToLongFunction<RedisClient> question) {
        try (RedisClient redis = RedisServer.client(RedisServer.sharedUrl())) {
            return question.applyAsLong(redis);
        }
    }

    private static long connectedClients(RedisClient redis) {
        Matcher line = CLIENTS.matcher(redis.info("clients"));
        line.find();
        return Long.parseLong(line.group(1));
    }
}
