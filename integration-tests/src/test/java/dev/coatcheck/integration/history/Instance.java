package dev.coatcheck.integration.history;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.DataStoreProvider;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.Setting;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.DataStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * One instance of an application, with workers of its own, as a process that takes orders on its standard input:
 *
 * <ul>
 *   <li>{@code create LABEL}: creates a session and answers {@code ticket LABEL TICKET}
 *   <li>{@code open LABEL TICKET ...}: gets hold of these sessions and answers {@code open}
 *   <li>{@code run SEED OPERATIONS}: has each worker do so many; answers with an {@code event} line each, then
 *       {@code done}
 * </ul>
 *
 * <p>Tickets go through pipes alone. Its arguments are its number, the numbers of processes and of threads, and settings.
 */
public final class Instance {
    private final SessionManager sessions;
    private final Tickets tickets = new Tickets();
    private final List<Worker> workers = new ArrayList<>();
    private final ExecutorService threads;
    private final long number;

    private Instance(int number, List<String> ownNames, List<String> allNames, Map<String, String> settings) {
        CoatcheckConfig config = CoatcheckConfig.of(settings);
        DataStore store = open(config);
        this.number = number;
        this.sessions = new SessionManager(store, config);
        this.threads = Executors.newFixedThreadPool(ownNames.size());
        ownNames.forEach(name -> workers.add(new Worker(name, allNames, sessions, store, tickets)));
    }

    /** The store that these settings name, whose bytes are looked at as well. */
    static DataStore open(CoatcheckConfig config) {
        return ServiceLoader.load(DataStoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(driver -> driver.name().equals(config.get(Setting.STORE)))
                .findAny()
                .orElseThrow()
                .open(config);
    }

    /** The names of all workers: process and thread. */
    static List<String> names(int processes, int threads) {
        List<String> names = new ArrayList<>();
        for (int process = 0; process < processes; process++) {
            for (int thread = 0; thread < threads; thread++) {
                names.add(process + "." + thread);
            }
        }
        return names;
    }

    public static void main(String[] arguments) throws Exception {
        int process = Integer.parseInt(arguments[0]);
        int processes = Integer.parseInt(arguments[1]);
        int threads = Integer.parseInt(arguments[2]);
        List<String> all = names(processes, threads);
        List<String> own = all.subList(process * threads, (process + 1) * threads);
        Map<String, String> settings = Arrays.stream(arguments)
                .skip(3)
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
        new Instance(process, own, all, settings).obey();
    }

    private void obey() throws IOException, InterruptedException, ExecutionException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (sessions) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                List<String> order = List.of(line.split(" "));
                switch (order.get(0)) {
                    case "create" -> create(order.get(1));
                    case "open" -> open(order.subList(1, order.size()));
                    case "run" -> run(Long.parseLong(order.get(1)), Integer.parseInt(order.get(2)));
                    default -> throw new IllegalArgumentException(order.get(0));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void create(String label) {
        while (true) {
            try {
                Session created = sessions.create();
                System.out.println("ticket " + label + " " + created.ticket());
                return;
            } catch (StoreUnavailableException e) {
                // one that nobody knows may be there now; it is in nobody's way
            }
        }
    }

    private void open(List<String> labelsAndTickets) throws InterruptedException, ExecutionException {
        tickets.clear();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < labelsAndTickets.size(); i += 2) {
            String label = labelsAndTickets.get(i);
            labels.add(label);
            tickets.add(label, new Tickets.Known(label + "/0", labelsAndTickets.get(i + 1)));
        }
        inEach(worker -> worker.open(labels));
        System.out.println("open");
    }

    private void run(long seed, int operations) throws InterruptedException, ExecutionException {
        List<List<Event>> histories =
                inEach(worker -> worker.run(seed * 31 + number * 1_000 + workers.indexOf(worker), operations));
        StringBuilder lines = new StringBuilder();
        histories.forEach(history -> history.forEach(
                event -> lines.append("event ").append(event.line()).append('\n')));
        System.out.println(lines + "done");
    }

    private interface Task<T> {
        T of(Worker worker);
    }

    private <T> List<T> inEach(Task<T> task) throws InterruptedException, ExecutionException {
        List<Callable<T>> tasks = new ArrayList<>();
        workers.forEach(worker -> tasks.add(() -> task.of(worker)));
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(tasks)) {
            results.add(future.get());
        }
        return results;
    }
}
