package dev.coatcheck.integration.history;

import dev.coatcheck.integration.history.Event.Operation;
import dev.coatcheck.integration.history.Event.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks a history against the contract. Every rule is one that no correct store can break, whatever the order in which
 * the operations that overlapped took effect; an operation that found the store unavailable may have taken effect at any
 * time after it began, once, or not at all. What a server may have lost in a crash is excused for not being there, and for
 * nothing else.
 */
public final class Checker {
    private static final Set<Operation> ON_COUNTERS = Set.of(Operation.ADD, Operation.COUNT);
    private static final Set<Operation> ON_SESSIONS =
            Set.of(Operation.CREATE, Operation.FIND, Operation.FIND_BY_ID, Operation.RENEW, Operation.END);

    private Checker() {}

    /** What is wrong with a history; empty where nothing is. */
    public static List<String> violations(List<Event> history) {
        return violations(history, Duration.ZERO);
    }

    /** As {@link #violations(List)}, where a value may outlive its own time by so much. */
    static List<String> violations(List<Event> history, Duration outlived) {
        Violations violations = new Violations();
        history.stream()
                .filter(event -> event.outcome() == Outcome.FAILED)
                .forEach(event -> violations.add("an error that no operation may end in", event));
        Map<String, List<Event>> bySession = new LinkedHashMap<>();
        history.stream()
                .filter(event -> event.operation() != Operation.CRASH)
                .forEach(event -> bySession
                        .computeIfAbsent(event.session(), session -> new ArrayList<>())
                        .add(event));
        Losses losses = Losses.of(history);
        bySession.values().forEach(events -> check(events, losses, outlived, violations));
        return violations.list();
    }

    private static void check(List<Event> session, Losses losses, Duration outlived, Violations violations) {
        new SessionHistory(session, losses).check(violations);
        new TicketHistory(session, losses).check(violations);
        new VersionHistory(session, losses).check(violations);
        List<Event> ends =
                session.stream().filter(e -> e.operation() == Operation.END).toList();
        Map<String, List<Event>> counters = new LinkedHashMap<>();
        Map<String, List<Event>> values = new LinkedHashMap<>();
        for (Event event : session) {
            if (!ON_SESSIONS.contains(event.operation())) {
                Map<String, List<Event>> to = ON_COUNTERS.contains(event.operation()) ? counters : values;
                event.keys()
                        .forEach(key -> to.computeIfAbsent(key, name -> new ArrayList<>())
                                .add(event));
            }
            if (event.isOk()
                    && event.operation() == Operation.GET_ALL
                    && !event.results().get(0).equals(event.results().get(1))) {
                violations.add("half a batch was read", event);
            }
        }
        counters.values().forEach(events -> new CounterHistory(events, ends, losses).check(violations));
        values.forEach((key, events) -> new ValueHistory(key, events, ends, losses, outlived).check(violations));
    }
}
