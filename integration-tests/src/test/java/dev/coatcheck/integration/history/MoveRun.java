package dev.coatcheck.integration.history;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.integration.history.Event.Operation;
import dev.coatcheck.integration.history.Event.Outcome;
import dev.coatcheck.internal.move.CurrentStore;
import dev.coatcheck.internal.move.Mover;
import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One instance whose sessions are moved to another store while its threads work on them. Each round has a source and
 * sessions of its own, and ends when the move is over and one more thread has looked at what is left.
 */
public final class MoveRun {
    /** A value may outlive its own time by what the call takes that puts it into the target, on a busy machine. */
    private static final Duration CALL_TO_A_TARGET = Duration.ofMillis(500);

    private static final int THREADS = 16;
    private static final int SESSIONS = 40;
    private static final int OPERATIONS = 60;

    private final long seed;
    private final List<Event> history = new ArrayList<>();
    private int rounds;
    private long operationsDuringMoves;

    /** Does nothing yet. */
    public MoveRun(long seed) {
        this.seed = seed;
    }

    /**
     * Moves sessions from one store to the other.
     *
     * @param source closed with the round
     * @param target opens the other one
     * @param during is done while sessions are moved; the round ends when it has returned and the move is over
     */
    public void round(DataStore source, Supplier<DataStore> target, Consumer<Mover> during)
            throws InterruptedException {
        CurrentStore store = new CurrentStore(source);
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (SessionManager sessions = new SessionManager(store, CoatcheckConfig.of(Map.of()))) {
            Tickets tickets = new Tickets();
            List<String> labels = create(sessions, tickets);
            List<String> names = IntStream.range(0, THREADS)
                    .mapToObj(thread -> rounds + "." + thread)
                    .toList();
            List<Worker> workers = new ArrayList<>();
            names.forEach(name -> workers.add(new Worker(name, names, sessions, store, tickets)));
            workers.forEach(worker -> worker.open(labels));
            Recorder recorder = new Recorder("observer");
            List<Steps> observers = labels.stream()
                    .map(label -> new Steps(
                            recorder,
                            sessions,
                            store,
                            label,
                            Worker.handle(sessions, tickets.first(label).secret())))
                    .toList();
            List<Callable<List<Event>>> tasks = new ArrayList<>();
            for (Worker worker : workers) {
                long own = seed * 31 + rounds * 1_000_000L + workers.indexOf(worker) * 10_000L;
                tasks.add(() -> {
                    List<Event> events = new ArrayList<>();
                    for (long part = own; part == own || !isOver.get(); part++) {
                        events.addAll(worker.run(part, OPERATIONS));
                    }
                    return events;
                });
            }
            List<Future<List<Event>>> running = new ArrayList<>();
            tasks.forEach(task -> running.add(threads.submit(task)));
            long began = System.nanoTime();
            Mover mover = store.moveTo(target);
            during.accept(mover);
            await(mover);
            long ended = System.nanoTime();
            isOver.set(true);
            running.forEach(worker -> history.addAll(result(worker)));
            operationsDuringMoves += history.stream()
                    .filter(event -> event.end() > began && event.start() < ended)
                    .count();
            observers.forEach(observer -> Run.lookAtRest(observer, names));
            history.addAll(recorder.take());
        } finally {
            isOver.set(true);
            threads.shutdown();
        }
        rounds++;
    }

    private List<String> create(SessionManager sessions, Tickets tickets) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            String label = "s" + rounds + "." + i;
            Session session = sessions.create();
            tickets.add(label, new Tickets.Known(label + "/0", session.ticket()));
            long now = System.nanoTime();
            history.add(new Event("run", Operation.CREATE, label, "", label + "/0", 0, "", Outcome.OK, "", now, now));
            labels.add(label);
        }
        return labels;
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(Mover mover) {
        try {
            mover.completion().toCompletableFuture().join();
        } catch (CompletionException | CancellationException e) {
            // it was cancelled: the state tells
        }
    }

    /** All that was done, labelled by round. */
    public List<Event> history() {
        return List.copyOf(history);
    }

    /** How many operations overlapped with a move. */
    public long operationsDuringMoves() {
        return operationsDuringMoves;
    }

    /** What is wrong with it. */
    public Collection<String> violations() {
        return Checker.violations(history, CALL_TO_A_TARGET);
    }
}
