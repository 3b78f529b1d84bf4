package dev.coatcheck.benchmarks.memory;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Coatcheck with room to keep every decoded value, which by default it has for some 100,000 small ones. */
public class CoatcheckHotInMemory extends SmallValueInMemory {
    private final SessionManager manager = Coatcheck.inMemory(Map.of("coatcheck.hot.max-bytes", "2GB"));

    @SuppressWarnings("NullAway.Init") // by fill
    private Round<Session> handles;

    @Setup
    public void fill() {
        Session[] all = new Session[sessions];
        for (int i = 0; i < sessions; i++) {
            all[i] = manager.create();
            all[i].put(Small.KEY, Small.value(i));
            Check.same(Small.value(i), all[i].get(Small.KEY, ""));
        }
        Check.identical(all[7].get(Small.KEY, ""), all[7].get(Small.KEY, ""));
        handles = settled(all);
    }

    @TearDown
    public void close() {
        manager.close();
    }

    @Benchmark
    @Row(who = Coatcheck.WHO, what = "re-read on a handle (coatcheck.hot.max-bytes=2GB)")
    public Optional<String> reread() {
        return handles.next().get(Small.KEY);
    }
}
