package dev.coatcheck.benchmarks.memory;

import static dev.coatcheck.benchmarks.Coatcheck.WHO;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Coatcheck with its defaults. */
public class CoatcheckInMemory extends SmallValueInMemory {
    private final SessionManager manager = Coatcheck.inMemory(Map.of());

    @SuppressWarnings("NullAway.Init") // by fill
    private Round<Session> handles;

    @SuppressWarnings("NullAway.Init") // by fill
    private Round<String> tickets;

    @Setup
    public void fill() {
        Session[] all = new Session[sessions];
        for (int i = 0; i < sessions; i++) {
            all[i] = manager.create();
            all[i].put(Small.KEY, Small.value(i));
            // read once: the rows that read are about what was read before
            Check.same(
                    Small.value(i), manager.find(all[i].ticket()).orElseThrow().get(Small.KEY, ""));
        }
        Check.same(Small.value(7), all[7].get(Small.KEY).orElseThrow());
        Check.identical(
                all[7].get(Small.KEY).orElseThrow(), all[7].get(Small.KEY).orElseThrow());
        tickets = new Round<>(Arrays.stream(all).map(Session::ticket).toArray(String[]::new));
        handles = settled(all);
    }

    @TearDown
    public void close() {
        manager.close();
    }

    @Benchmark
    @Row(who = WHO, what = "re-read on a handle")
    public Optional<String> reread() {
        return handles.next().get(Small.KEY);
    }

    @Benchmark
    @Row(who = WHO, what = "attach by ticket and get")
    public Optional<String> attachAndGet() {
        return manager.attach(tickets.next()).get(Small.KEY);
    }

    @Benchmark
    @Row(who = WHO, what = "find by ticket and get")
    public Optional<String> findAndGet() {
        return manager.find(tickets.next()).orElseThrow().get(Small.KEY);
    }

    @Benchmark
    @Row(who = WHO, what = "put")
    public void put() {
        handles.next().put(Small.KEY, Small.value(7));
    }
}
