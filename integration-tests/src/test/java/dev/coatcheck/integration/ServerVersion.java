package dev.coatcheck.integration;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/** What a server says it is, so that a run's output shows what it was tested on. */
record ServerVersion(String name, String version) {
    private static final Set<String> ANNOUNCED = ConcurrentHashMap.newKeySet();

    /** Valkey also claims the version of Redis that it is compatible with: its own comes first. */
    static ServerVersion parse(String info) {
        Map<String, String> fields = info.lines()
                .map(line -> line.split(":", 2))
                .filter(field -> field.length == 2)
                .collect(Collectors.toMap(field -> field[0], field -> field[1].strip()));
        String valkey = fields.get("valkey_version");
        return valkey != null
                ? new ServerVersion("Valkey", valkey)
                : new ServerVersion("Redis", fields.getOrDefault("redis_version", "of unknown version"));
    }

    /** Prints what answers at an address, once a run. */
    static void announce(String url, String origin) {
        String line = "Tests run on " + of(url) + ", from " + origin;
        if (ANNOUNCED.add(line)) {
            System.out.println(line);
        }
    }

    static ServerVersion of(String url) {
        URI uri = URI.create(url);
        try (RedisClient client = RedisServer.client(url)) {
            return parse(client.info("server"));
        } catch (JedisException e) {
            // the URL may hold a password, so only the address is told
            throw new IllegalStateException("no Redis answers at " + uri.getHost() + ":" + uri.getPort(), e);
        }
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
