package dev.coatcheck.integration.history;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.integration.history.Event.Operation;
import dev.coatcheck.integration.history.Event.Outcome;
import dev.coatcheck.integration.history.Recorder.Call;
import dev.coatcheck.store.DataStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Does random operations on sessions that it shares with workers of its own and of other processes. The same seed gives
 * the same operations, whatever they find. For one thread.
 */
final class Worker {
    static final List<String> COUNTERS = List.of("count.0", "count.1");

    private final String name;
    private final List<String> registers;
    private final SessionManager sessions;
    private final DataStore store;
    private final Tickets tickets;
    private final Recorder recorder;
    private final List<Steps> shared = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private int number;

    /** A worker of this name, which writes to the register of that name; {@code workers} has all of them. */
    Worker(String name, List<String> workers, SessionManager sessions, DataStore store, Tickets tickets) {
        this.name = name;
        this.registers = workers.stream().map(Worker::register).toList();
        this.sessions = sessions;
        this.store = store;
        this.tickets = tickets;
        this.recorder = new Recorder(name);
    }

    /** The value that one worker writes and all read. */
    static String register(String worker) {
        return "register." + worker;
    }

    /** Has handles on these sessions, proven before anybody can have renewed their tickets; gives their number. */
    int open(List<String> sharedLabels) {
        shared.clear();
        labels.clear();
        for (String label : sharedLabels) {
            shared.add(steps(label, handle(sessions, tickets.first(label).secret())));
            labels.add(label);
        }
        return shared.size();
    }

    private Steps steps(String label, Session handle) {
        return new Steps(recorder, sessions, store, label, handle);
    }

    /** A handle whose ticket is proven. */
    static Session handle(SessionManager sessions, String ticket) {
        while (true) {
            try {
                return sessions.find(ticket).orElseThrow();
            } catch (StoreUnavailableException e) {
                // one who can be reached will tell: nothing was begun yet
            }
        }
    }

    List<Event> run(long seed, int operations) {
        Random random = new Random(seed);
        createOwn();
        for (int i = 0; i < operations; i++) {
            boolean late = i > operations * 2 / 3;
            // a session of its own is the last one
            int at = random.nextInt(8) == 0 ? shared.size() - 1 : random.nextInt(labels.size());
            step(shared.get(at), labels.get(at), random, late);
        }
        return recorder.take();
    }

    private void createOwn() {
        String label = label();
        Call call = Call.of(Operation.CREATE, label).writing(label + "/0");
        Outcome outcome;
        do {
            outcome = recorder.record(call, () -> {
                Session created = sessions.create();
                tickets.add(label, new Tickets.Known(label + "/0", created.ticket()));
                shared.add(steps(label, created));
                labels.add(label);
                return "";
            });
        } while (outcome == Outcome.MAYBE);
    }

    private String label() {
        return name + "." + ++number;
    }

    private void step(Steps session, String label, Random random, boolean late) {
        int kind = random.nextInt(100);
        String counter = COUNTERS.get(random.nextInt(COUNTERS.size()));
        String own = register(name);
        String any = random.nextInt(3) == 0 ? "common" : registers.get(random.nextInt(registers.size()));
        String ownOrCommon = random.nextInt(3) == 0 ? "common" : own;
        boolean toss = random.nextBoolean();
        int briefly = 10 + random.nextInt(200);
        String value = label();
        if (kind < 14) {
            session.get(any);
        } else if (kind < 20) {
            session.put(ownOrCommon, value);
        } else if (kind < 25) {
            session.put(ownOrCommon, value, briefly);
        } else if (kind < 30) {
            session.compute(ownOrCommon, toss || any.equals("common") ? value : Event.ABSENT);
        } else if (kind < 40) {
            session.add(counter);
        } else if (kind < 44) {
            session.count(counter);
        } else if (kind < 52) {
            session.batch("left", "right", briefly < 40 ? Event.ABSENT : value);
        } else if (kind < 62) {
            session.getAll("left", "right");
        } else if (kind < 66) {
            session.putIfAbsent("claim", value);
        } else if (kind < 69) {
            session.remove("claim");
        } else if (kind < 72) {
            session.getOrCompute("claim", value);
        } else if (kind < 75) {
            session.contains(toss ? "claim" : any);
        } else if (kind < 80) {
            session.rawPut("raw", value);
        } else if (kind < 86) {
            session.rawGet("raw");
        } else if (kind < 88) {
            session.renew(label + "/" + value, tickets);
        } else if (kind < 93) {
            session.find(toss ? tickets.newest(label) : tickets.first(label));
        } else if (kind < 95) {
            session.findById();
        } else if (kind < 97) {
            session.putByTicket(own, value, toss ? tickets.newest(label) : tickets.first(label));
        } else if (kind < 99) {
            session.remove(own);
        } else if (late || label.startsWith(name + ".")) {
            session.end();
        }
    }
}
