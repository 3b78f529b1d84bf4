package dev.coatcheck.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a run measures. */
enum Selection {
    ALL,
    MEMORY,
    SQLITE,
    REDIS,
    /** Those calls to Redis that move much or nothing, over a link of 1 Gbit/s. */
    LINK;

    private static final Pattern OVER_LINK =
            Pattern.compile("\\.(JedisOnRedis\\.get|CoatcheckOnRedis\\.(get|findAndGet)"
                    + "|ValueSizeOnRedis\\.(getAndDecode|firstRead|reread|encodeAndSetex|put))$");

    /** Whether it measures a benchmark, given by package, class and method, of a table. */
    boolean includes(Table.Kind kind, String benchmark) {
        return switch (this) {
            case ALL -> true;
            case MEMORY -> !kind.isRedis() && !kind.isSqlite();
            case SQLITE -> kind.isSqlite();
            case REDIS -> kind.isRedis();
            case LINK -> OVER_LINK.matcher(benchmark).find();
        };
    }

    /** The parameters that it has of each benchmark, where it does not have all. */
    Map<String, List<String>> parameters() {
        return this == LINK ? Map.of("bytes", List.of("36"), "products", List.of("2999")) : Map.of();
    }

    Run run() {
        return this == LINK ? Run.LINK : Run.CALLS;
    }
}
