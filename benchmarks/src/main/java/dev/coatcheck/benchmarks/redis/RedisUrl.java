package dev.coatcheck.benchmarks.redis;

/** The server that all rows of a run use. */
public final class RedisUrl {
    /** Of every key that a benchmark writes; each is written with a time to live of an hour at most. */
    public static final String PREFIX = "coatcheck-benchmarks:";

    /** The system property that tells it to the process of a row. */
    public static final String PROPERTY = "benchmarks.redis.url";

    static final int TTL_SECONDS = 3600;

    private RedisUrl() {}

    public static String ofThisRun() {
        String url = System.getProperty(PROPERTY);
        if (url == null) {
            throw new IllegalStateException("no Redis server was started for this run: -D" + PROPERTY + " is not set");
        }
        return url;
    }
}
