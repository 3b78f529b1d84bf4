package dev.coatcheck.benchmarks.memory;

import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.springframework.session.MapSession;
import org.springframework.session.MapSessionRepository;

/** Spring Session's MapSessionRepository. */
public class SpringSessionInMemory extends SmallValueInMemory {
    private static final String WHO = "Spring Session in memory";

    private final MapSessionRepository repository = new MapSessionRepository(new ConcurrentHashMap<>());

    @SuppressWarnings("NullAway.Init") // by fill
    private Round<String> visits;

    @Setup
    public void fill() {
        String[] ids = new String[sessions];
        for (int i = 0; i < sessions; i++) {
            MapSession session = repository.createSession();
            session.setAttribute(Small.NAME, Small.value(i));
            repository.save(session);
            // as a request brings it: not the very object that is the key in the map
            ids[i] = new String(session.getId().toCharArray());
        }
        visits = new Round<>(new String[] {ids[7]});
        Check.same(Small.value(7), get());
        visits = settled(ids);
    }

    @Benchmark
    @Row(who = WHO, what = "find and get")
    public String get() {
        return Objects.requireNonNull(repository.findById(visits.next())).getRequiredAttribute(Small.NAME);
    }

    @Benchmark
    @Row(who = WHO, what = "find, set and save")
    public void put() {
        MapSession session = Objects.requireNonNull(repository.findById(visits.next()));
        session.setAttribute(Small.NAME, Small.value(7));
        repository.save(session);
    }
}
