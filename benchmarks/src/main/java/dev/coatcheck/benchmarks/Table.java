package dev.coatcheck.benchmarks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The table of the report in which the benchmarks of a class stand. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Table {
    Kind value();

    /** The tables, in the report's order. */
    enum Kind {
        MEMORY("Memory: one small value, by the number of sessions", "sessions", "sessions"),
        MEMORY_SIZE("Memory: one value, by its number of products", "products", "products"),
        MEMORY_KEYS("Memory: one small value, by the number of keys in its session", "keys", "keys"),
        MEMORY_REQUEST("Memory: a request that reads one small value", "", ""),
        HEAP("Heap after garbage collection, in MiB: 1,000 sessions of 2,999 products", "", ""),
        SQLITE("SQLite: one small value, by the number of sessions", "sessions", "sessions"),
        SQLITE_THREADS("SQLite: one small value, by the number of threads, all calls counted", "threads", "threads"),
        REDIS_BYTES("Redis: bytes alone, by their number", "bytes", "bytes"),
        REDIS_REQUEST(
                "Redis: a request that reads one small value, by the number of products beside it",
                "products",
                "products beside it"),
        REDIS_UNASKED("Redis: a read that asks nobody, and may be stale", "", ""),
        REDIS_BATCH("Redis: five small values written", "", ""),
        REDIS_SIZE("Redis: one value, by its number of products", "products", "products"),
        REDIS_KEYS("Redis: one small value, by the number of keys in its session", "keys", "keys");

        private final String title;
        private final String parameter;
        private final String unit;

        Kind(String title, String parameter, String unit) {
            this.title = title;
            this.parameter = parameter;
            this.unit = unit;
        }

        public String title() {
            return title;
        }

        /** The benchmark parameter that the columns are of; empty where there is but one column. */
        public String parameter() {
            return parameter;
        }

        /** Whether it takes a Redis server. */
        public boolean isRedis() {
            return name().startsWith("REDIS");
        }

        public boolean isSqlite() {
            return name().startsWith("SQLITE");
        }

        /** What that parameter counts. */
        public String unit() {
            return unit;
        }
    }
}
