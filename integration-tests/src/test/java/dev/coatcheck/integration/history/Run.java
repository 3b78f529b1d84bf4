package dev.coatcheck.integration.history;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import dev.coatcheck.integration.history.Event.Operation;
import dev.coatcheck.integration.history.Event.Outcome;
import dev.coatcheck.store.DataStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Several instances that work on the same few sessions, round after round: each round has new sessions, and ends when all
 * workers have done their operations and one more instance has looked at what is left. The seed gives the operations of
 * every round.
 */
public final class Run {
    private static final int PROCESSES = 3;
    private static final int SESSIONS = 3;
    /** More than enough for the last round, on a busy machine too. */
    private static final Duration LAST_ROUND = Duration.ofMinutes(2);

    /** Who is at work in each process: so many threads, each of which does so many operations in a round. */
    public record Crew(int threads, int operations) {
        /** Few threads, which do much. */
        public static final Crew SMALL = new Crew(3, 60);
        /** With the other processes' a crowd of two hundred. */
        public static final Crew CROWD = new Crew(67, 15);
    }

    /** What happens to the store while the workers of a round are at work, and to nobody else. */
    public interface Trouble {
        /** None. */
        Trouble NONE = () -> List::of;

        /** A round's work begins. */
        Ending begin();

        /** The end of a trouble. */
        interface Ending {
            /** Returns what happened, once it is over. */
            List<Event> await();
        }
    }

    private final long seed;
    private final Map<String, String> settings;
    private final Trouble trouble;
    private final Crew crew;
    private final List<Event> history = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();

    /** A run on the store of these settings. */
    public Run(long seed, Map<String, String> settings) {
        this(seed, settings, Trouble.NONE, Crew.SMALL);
    }

    /** A run with a trouble of its own in each round. */
    public Run(long seed, Map<String, String> settings, Trouble trouble, Crew crew) {
        this.seed = seed;
        this.trouble = trouble;
        this.crew = crew;
        this.settings = Map.copyOf(settings);
    }

    /** Starts rounds for this long; returns how many there were. */
    public int runFor(Duration time) {
        List<InstanceProcess> instances = new ArrayList<>();
        CoatcheckConfig config = CoatcheckConfig.of(settings);
        DataStore store = Instance.open(config);
        Recorder recorder = new Recorder(PROCESSES + ".0");
        try (SessionManager sessions = new SessionManager(store, config)) {
            for (int i = 0; i < PROCESSES; i++) {
                instances.add(new InstanceProcess(i, PROCESSES, crew.threads(), settings, time.plus(LAST_ROUND)));
            }
            long end = System.nanoTime() + time.toNanos();
            int rounds = 0;
            do {
                Map<String, String> tickets = create(rounds, instances);
                List<Steps> observers = new ArrayList<>();
                tickets.forEach((label, ticket) ->
                        observers.add(new Steps(recorder, sessions, store, label, Worker.handle(sessions, ticket))));
                work(rounds, instances, tickets);
                observers.forEach(observer -> lookAtRest(observer, allWorkers()));
                history.addAll(recorder.take());
                rounds++;
            } while (System.nanoTime() - end < 0);
            return rounds;
        } finally {
            instances.forEach(InstanceProcess::close);
            instances.forEach(instance -> unexpected.addAll(instance.unexpected()));
        }
    }

    private Map<String, String> create(int round, List<InstanceProcess> instances) {
        Map<String, String> tickets = new LinkedHashMap<>();
        for (int i = 0; i < SESSIONS; i++) {
            String label = "s" + round + "." + i;
            InstanceProcess creator = instances.get(i % PROCESSES);
            creator.order("create " + label);
            tickets.put(label, creator.await("ticket").substring(label.length() + 1));
            history.add(created(label));
        }
        return tickets;
    }

    private static Event created(String label) {
        long now = System.nanoTime();
        return new Event("run", Operation.CREATE, label, "", label + "/0", 0, "", Outcome.OK, "", now, now);
    }

    private void work(int round, List<InstanceProcess> instances, Map<String, String> tickets) {
        StringBuilder open = new StringBuilder("open");
        tickets.forEach(
                (label, ticket) -> open.append(' ').append(label).append(' ').append(ticket));
        instances.forEach(instance -> instance.order(open.toString()));
        instances.forEach(instance -> instance.await("open"));
        Trouble.Ending ending = trouble.begin();
        instances.forEach(instance -> instance.order("run " + (seed * 10_007 + round) + " " + crew.operations()));
        instances.forEach(instance -> history.addAll(instance.awaitEvents()));
        history.addAll(ending.await());
    }

    /** Nobody else is at work: what was acknowledged is there, or the session is over, and then it is so for good. */
    static void lookAtRest(Steps session, List<String> workers) {
        untilTold(session::findById);
        Worker.COUNTERS.forEach(counter -> untilTold(() -> session.count(counter)));
        untilTold(() -> session.getAll("left", "right"));
        workers.forEach(worker -> untilTold(() -> session.get(Worker.register(worker))));
        untilTold(session::end);
        untilTold(session::findById);
    }

    private static void untilTold(Supplier<Outcome> question) {
        while (question.get() == Outcome.MAYBE) {
            // asked again at once: a call takes its time where the store is away
        }
    }

    private List<String> allWorkers() {
        return Instance.names(PROCESSES, crew.threads());
    }

    /** All that was done. */
    public List<Event> history() {
        return List.copyOf(history);
    }

    /** What instances said that nobody had asked for, such as warnings. */
    public List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    /** Leaves what it takes to understand a failure: all events in the order in which they began, and what is wrong. */
    public void write(Path folder, List<String> violations) throws IOException {
        Files.createDirectories(folder);
        List<String> lines = new ArrayList<>(List.of(Event.header()));
        history.stream().sorted(Comparator.comparingLong(Event::start)).forEach(event -> lines.add(event.line()));
        Files.write(folder.resolve("history.tsv"), lines);
        Files.write(folder.resolve("violations.txt"), violations);
        Files.write(folder.resolve("output.txt"), unexpected);
    }
}
