package dev.coatcheck.integration;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import dev.coatcheck.integration.soak.Place;
import dev.coatcheck.redis.RedisDataStoreProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Three instances on one Redis. A server of its own keeps what it acknowledges, so it is also frozen and killed; one that
 * is given only loses its connections, and is halted for moments.
 */
final class SoakOnRedis implements SoakGround {
    private static final int MOST_MILLIS = 400;
    private static final long NO_TIME_TO_LIVE = -1;

    private final Optional<RedisServer> own;
    private final String url;
    private final String prefix = "soak-" + UUID.randomUUID();
    private final List<Place> places;

    /** On a given server, or on one of its own. */
    SoakOnRedis(@Nullable String givenUrl) {
        own = givenUrl == null
                ? Optional.of(RedisServer.start("--appendonly", "yes", "--appendfsync", "always"))
                : Optional.empty();
        url = own.map(RedisServer::url).orElse(String.valueOf(givenUrl));
        places = List.of(new Place(
                "redis",
                List.of(instance(Map.of()), instance(Map.of())),
                instance(Map.of("coatcheck.lifetime", BRIEFLY.toMillis() + "ms")),
                BRIEFLY,
                false));
    }

    private SessionManager instance(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("coatcheck.redis.url", url);
        all.put("coatcheck.redis.prefix", prefix);
        CoatcheckConfig config = Soak.config(all);
        return new SessionManager(new RedisDataStoreProvider().open(config), config);
    }

    @Override
    public List<Place> places() {
        return places;
    }

    @Override
    public List<Faults.Named> faults() {
        List<Faults.Named> faults = new ArrayList<>(
                List.of(Faults.killing(url), Faults.pausing(url, MOST_MILLIS), Faults.forgettingScripts(url)));
        own.ifPresent(server -> {
            faults.add(Faults.freezing(server, MOST_MILLIS));
            faults.add(Faults.restarting(server));
        });
        return faults;
    }

    @Override
    public String growth() {
        return keys().size() + " keys";
    }

    private Set<String> keys() {
        Set<String> keys = new HashSet<>();
        try (Jedis jedis = new Jedis(url)) {
            ScanParams ours = new ScanParams().match(prefix + ":*").count(1_000);
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> page = jedis.scan(cursor, ours);
                keys.addAll(page.getResult());
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        }
        return keys;
    }

    @Override
    public List<String> leftovers() {
        int keys = keys().size();
        return keys == 0 ? List.of() : List.of(keys + " keys are still there");
    }

    @Override
    public List<String> mistakes() {
        try (Jedis jedis = new Jedis(url)) {
            long eternal = keys().stream()
                    .filter(key -> jedis.ttl(key) == NO_TIME_TO_LIVE)
                    .count();
            return eternal == 0 ? List.of() : List.of(eternal + " keys have no time to live");
        }
    }

    @Override
    public void close() {
        own.ifPresent(RedisServer::close);
    }
}
