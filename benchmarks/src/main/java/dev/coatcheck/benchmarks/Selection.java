package dev.coatcheck.benchmarks;

/** Which of the tables a run measures. */
enum Selection {
    ALL,
    MEMORY,
    REDIS;

    boolean includes(Table.Kind kind) {
        return this == ALL || isRedis(kind) == (this == REDIS);
    }

    private static boolean isRedis(Table.Kind kind) {
        return kind.name().startsWith("REDIS");
    }
}
