package dev.coatcheck.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long each row is measured, and how many sizes there are. */
enum Pace {
    /** For figures to be published. */
    DEFAULT(3, 8, 500) {
        @Override
        Map<String, List<String>> parameters(Table.Kind kind) {
            return Map.of();
        }
    },

    /** For a look after a change: fewer sizes and clients, a wider spread. */
    QUICK(3, 5, 200) {
        @Override
        Map<String, List<String>> parameters(Table.Kind kind) {
            return switch (kind) {
                case MEMORY, SQLITE -> Map.of("sessions", List.of("1000", "100000"));
                case MEMORY_SIZE, REDIS_SIZE -> Map.of("products", List.of("10", "2999"));
                case REDIS_REQUEST -> Map.of("client", List.of("Jedis"));
                default -> Map.of();
            };
        }
    },

    /** Whether every row runs and reads back what it should. The figures mean nothing. */
    SMOKE(0, 1, 100) {
        @Override
        Map<String, List<String>> parameters(Table.Kind kind) {
            return switch (kind) {
                case MEMORY, SQLITE -> Map.of("sessions", List.of("1000"));
                case MEMORY_SIZE, REDIS_SIZE -> Map.of("products", List.of("10"));
                default -> Map.of();
            };
        }
    };

    private static final int ON_REDIS = 3;

    private final int warmups;
    private final int measurements;
    private final int millis;

    /** So many iterations before anything counts, so many that count, and the length of each. */
    Pace(int warmups, int measurements, int millis) {
        this.warmups = warmups;
        this.measurements = measurements;
        this.millis = millis;
    }

    /** On Redis the compiler has to share a core with what is measured, and takes longer. */
    int warmups(Table.Kind kind) {
        return kind.isRedis() ? ON_REDIS * warmups : warmups;
    }

    int measurements() {
        return measurements;
    }

    int millis() {
        return millis;
    }

    String description() {
        return name().toLowerCase(Locale.ROOT) + ": for each row one process, " + warmups
                + " iterations to warm up (on Redis " + ON_REDIS * warmups + ") and " + measurements
                + " that count, of " + millis + " ms"
                + (this == SMOKE ? "; **the figures mean nothing**" : "");
    }

    /** Those parameters of a table's benchmarks that are not as the benchmarks have them. */
    abstract Map<String, List<String>> parameters(Table.Kind kind);

    /** Enough for the most sessions there are. */
    int heapGigabytes(Table.Kind kind) {
        return switch (kind) {
            case MEMORY -> this == DEFAULT ? 4 : 2;
            case HEAP -> 4;
            case MEMORY_SIZE, REDIS_SIZE -> this == DEFAULT ? 6 : 1;
            default -> 1;
        };
    }
}
