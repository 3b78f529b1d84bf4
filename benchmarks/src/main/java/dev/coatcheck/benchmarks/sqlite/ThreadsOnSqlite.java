package dev.coatcheck.benchmarks.sqlite;

import static dev.coatcheck.benchmarks.Coatcheck.WHO;

import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import dev.coatcheck.benchmarks.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a call costs while several threads call: all the time, by all the calls. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Table(Table.Kind.SQLITE_THREADS)
@SuppressWarnings("NullAway.Init") // by fill
public class ThreadsOnSqlite {
    private static final int CALLS = 4_000;

    @Param({"1", "8"})
    public int threads;

    private FileOfSessions file;
    private SessionManager manager;
    private ExecutorService pool;
    private String[] tickets;

    @Setup
    public void fill() {
        file = new FileOfSessions(100_000);
        manager = file.open();
        pool = Executors.newFixedThreadPool(threads);
        tickets = file.ids();
        for (int i = 0; i < tickets.length; i++) {
            tickets[i] = file.ticket(tickets[i]);
        }
    }

    @TearDown
    public void close() {
        pool.shutdown();
        manager.close();
        file.close();
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    @Row(who = WHO, what = "attach by ticket and get")
    public void get() throws InterruptedException {
        byAll(ticket -> manager.attach(ticket).get(Small.KEY).orElseThrow());
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    @Row(who = WHO, what = "attach by ticket and put")
    public void put() throws InterruptedException {
        byAll(ticket -> manager.attach(ticket).put(Small.KEY, Small.value(7)));
    }

    private void byAll(Consumer<String> call) throws InterruptedException {
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int from = tickets.length / threads * thread;
            all.add(pool.submit(() -> {
                for (int i = 0; i < CALLS / threads; i++) {
                    call.accept(tickets[from + i]);
                }
            }));
        }
        for (Future<?> one : all) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
