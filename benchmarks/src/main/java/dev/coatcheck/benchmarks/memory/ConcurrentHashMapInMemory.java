package dev.coatcheck.benchmarks.memory;

import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A bare map: nothing that shares sessions between threads does less. */
public class ConcurrentHashMapInMemory extends SmallValueInMemory {
    private static final String WHO = "ConcurrentHashMap";
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private record Timed(String value, long deadlineMillis) {}

    private final ConcurrentHashMap<String, ConcurrentHashMap<String, String>> plain = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Timed>> timed = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private volatile long nowMillis = System.currentTimeMillis();

    @SuppressWarnings("NullAway.Init") // by fill
    private Round<String> visits;

    @Setup
    @SuppressWarnings("FutureReturnValueIgnored") // the clock runs until the executor stops
    public void fill() {
        String[] ids = ids();
        for (int i = 0; i < sessions; i++) {
            plain.computeIfAbsent(ids[i], id -> new ConcurrentHashMap<>(4)).put(Small.NAME, Small.value(i));
            timed.computeIfAbsent(ids[i], id -> new ConcurrentHashMap<>(4))
                    .put(Small.NAME, new Timed(Small.value(i), nowMillis + DAY_MILLIS));
        }
        visits = new Round<>(new String[] {ids[7]});
        Check.same(Small.value(7), get());
        Check.same(Small.value(7), getUnexpired());
        visits = settled(ids);
        clock.scheduleAtFixedRate(() -> nowMillis = System.currentTimeMillis(), 1, 1, TimeUnit.MILLISECONDS);
    }

    @TearDown
    public void stop() {
        clock.shutdownNow();
    }

    @Benchmark
    @Row(who = WHO, what = "session, then key: get")
    public @Nullable String get() {
        ConcurrentHashMap<String, String> session = plain.get(visits.next());
        return session == null ? null : session.get(Small.NAME);
    }

    @Benchmark
    @Row(who = WHO, what = "the same with an expiry check on a coarse clock")
    public @Nullable String getUnexpired() {
        ConcurrentHashMap<String, Timed> session = timed.get(visits.next());
        Timed found = session == null ? null : session.get(Small.NAME);
        return found == null || found.deadlineMillis() <= nowMillis ? null : found.value();
    }

    /**
     * To read the clock is to wait until the loads before it are done. Without it, the processor works on several of these
     * calls at once, as it never does for the requests of different visitors.
     */
    @Benchmark
    @Row(who = WHO, what = "session, then key: get, the real clock read before it")
    public @Nullable String getByClock() {
        return System.nanoTime() == Long.MIN_VALUE ? null : get();
    }

    @Benchmark
    @Row(who = WHO, what = "session, then key: put")
    public @Nullable String put() {
        ConcurrentHashMap<String, String> session = plain.get(visits.next());
        return session == null ? null : session.put(Small.NAME, Small.value(7));
    }
}
