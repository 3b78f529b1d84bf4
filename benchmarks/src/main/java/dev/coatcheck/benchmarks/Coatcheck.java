package dev.coatcheck.benchmarks;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.redis.RedisUrl;
import dev.coatcheck.servlet.CoatcheckFilter;
import dev.coatcheck.servlet.CoatcheckFilterBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens Coatcheck with its defaults, but for what a benchmark is about. */
public final class Coatcheck {
    public static final String WHO = "Coatcheck";
    public static final Key<List<Product>> PRODUCTS = Key.listOf("products", Product.class);

    private Coatcheck() {}

    /** With room for what the benchmarks keep. */
    public static SessionManager inMemory(Map<String, String> settings) {
        return open(Map.of("coatcheck.store", "memory", "coatcheck.memory.max-bytes", "4GB"), settings);
    }

    /** In a file that is there or is made. */
    public static SessionManager onSqlite(Path file, Map<String, String> settings) {
        return open(Map.of("coatcheck.store", "sqlite", "coatcheck.sqlite.file", file.toString()), settings);
    }

    /** On the server of this run; what is left there is gone within the hour. */
    public static SessionManager onRedis(Map<String, String> settings) {
        return open(
                Map.of(
                        "coatcheck.store",
                        "redis",
                        "coatcheck.redis.url",
                        RedisUrl.ofThisRun(),
                        "coatcheck.redis.prefix",
                        RedisUrl.PREFIX + "coatcheck",
                        "coatcheck.lifetime",
                        "1h"),
                settings);
    }

    /** Somebody whose {@code HttpSession} is on Coatcheck, where attributes with these keys are JSON. */
    public static Visitor visitor(SessionManager manager, Key<?>... attributes) {
        CoatcheckConfig config = CoatcheckConfig.of(Map.of("coatcheck.http-session.enabled", "true"));
        CoatcheckFilterBuilder filter = CoatcheckFilter.builder(manager, config);
        List.of(attributes).forEach(filter::attribute);
        return new Visitor(filter.build());
    }

    private static SessionManager open(Map<String, String> base, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(base);
        all.putAll(settings);
        return SessionManager.open(CoatcheckConfig.of(all));
    }
}
