package dev.coatcheck.benchmarks.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** A cache of values by session and key. */
public class CaffeineInMemory extends SmallValueInMemory {
    private static final String WHO = "Caffeine";
    private static final Duration DAY = Duration.ofDays(1);

    private record Address(String session, String key) {}

    private final Cache<Address, String> plain =
            Caffeine.newBuilder().expireAfterWrite(DAY).build();
    private final Cache<Address, String> bounded = Caffeine.newBuilder()
            .expireAfter(Expiry.<Address, String>writing((address, value) -> DAY))
            .maximumWeight(4L << 30)
            .weigher((Address address, String value) -> value.length())
            .build();

    @SuppressWarnings("NullAway.Init") // by fill
    private Round<String> visits;

    @Setup
    public void fill() {
        String[] ids = ids();
        for (int i = 0; i < sessions; i++) {
            plain.put(address(ids[i]), Small.value(i));
            bounded.put(address(ids[i]), Small.value(i));
        }
        Check.same(Small.value(7), plain.getIfPresent(address(ids[7])));
        Check.same(Small.value(7), bounded.getIfPresent(address(ids[7])));
        visits = settled(ids);
    }

    private static Address address(String session) {
        return new Address(session, Small.NAME);
    }

    @Benchmark
    @Row(who = WHO, what = "expireAfterWrite: get")
    public @Nullable String get() {
        return plain.getIfPresent(address(visits.next()));
    }

    @Benchmark
    @Row(who = WHO, what = "variable expiry and weight: get")
    public @Nullable String getBounded() {
        return bounded.getIfPresent(address(visits.next()));
    }

    @Benchmark
    @Row(who = WHO, what = "expireAfterWrite: put")
    public void put() {
        plain.put(address(visits.next()), Small.value(7));
    }

    @Benchmark
    @Row(who = WHO, what = "variable expiry and weight: put")
    public void putBounded() {
        bounded.put(address(visits.next()), Small.value(7));
    }
}
