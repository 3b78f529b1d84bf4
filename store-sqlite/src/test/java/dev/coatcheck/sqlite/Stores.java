package dev.coatcheck.sqlite;

import dev.coatcheck.store.DataStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Stores whose time goes on by itself, and can be set forward; they sweep often. */
final class Stores {
    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_SWEEPS = Duration.ofMillis(100);

    private final AtomicLong ahead = new AtomicLong();
    private final List<SqliteDataStore> opened = new CopyOnWriteArrayList<>();

    static LongSupplier machineClock() {
        return () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    static SqliteOptions options(Path file, OptionalLong maxBytes) {
        return new SqliteOptions(file, maxBytes, false, PATIENT);
    }

    DataStore open(Path file) {
        return open(options(file, OptionalLong.empty()));
    }

    DataStore open(SqliteOptions options) {
        return open(options, BETWEEN_SWEEPS);
    }

    /** So seldom that no test sees it. */
    DataStore openThatSweepsSeldom(Path file) {
        return open(options(file, OptionalLong.empty()), Duration.ofDays(1));
    }

    private DataStore open(SqliteOptions options, Duration betweenSweeps) {
        StoreClock clock = new StoreClock(
                () -> machineClock().getAsLong() + ahead.get() / 1_000, () -> System.nanoTime() + ahead.get());
        SqliteDataStore store = new SqliteDataStore(options, clock, betweenSweeps);
        opened.add(store);
        return store;
    }

    /** The number of threads that those which were opened have left. */
    long sweepers() {
        return opened.stream().filter(store -> store.sweeper().isAlive()).count();
    }

    /** For those that are opened later, too. */
    void letPass(Duration time) {
        ahead.addAndGet(time.toNanos());
    }
}
