package dev.coatcheck.integration.history;

import dev.coatcheck.integration.history.Event.Operation;
import dev.coatcheck.integration.history.Event.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * No addition is lost and none is made twice: a counter that somebody sees has at least what had been added and
 * acknowledged before, and at most what had been begun.
 */
final class CounterHistory {
    private final List<Event> events;
    private final List<Event> ends;
    private final List<Event> additions;
    private final Losses losses;

    CounterHistory(List<Event> events, List<Event> ends, Losses losses) {
        this.losses = losses;
        this.events = events;
        this.ends = ends;
        this.additions = events.stream()
                .filter(event -> event.operation() == Operation.ADD
                        && (event.outcome() != Outcome.OVER || event.mayBeOvertaken(ends)))
                .toList();
    }

    void check(Violations violations) {
        Map<String, Event> byNumber = new HashMap<>();
        for (Event event : events) {
            if (!event.isOk()) {
                continue;
            }
            if (event.operation() == Operation.ADD) {
                Event twin = byNumber.putIfAbsent(event.result(), event);
                if (twin != null && !losses.mayHaveTaken(twin, event) && !losses.mayHaveTaken(event, twin)) {
                    violations.add("an update was lost: two additions gave the same number", twin, event);
                }
            }
            checkBounds(event, violations);
        }
    }

    private void checkBounds(Event event, Violations violations) {
        if (event.result().equals(Event.ABSENT) && ends.stream().anyMatch(end -> end.start() < event.end())) {
            return;
        }
        long number = event.result().equals(Event.ABSENT) ? 0 : Long.parseLong(event.result());
        long own = event.operation() == Operation.ADD ? 1 : 0;
        long least = own
                + additions.stream()
                        .filter(addition -> addition.isOk() && addition.isBefore(event))
                        .filter(addition -> !losses.mayHaveTaken(addition, event))
                        .count();
        long most = additions.stream()
                .filter(addition -> addition.start() < event.end())
                .count();
        if (number < least) {
            violations.add("an update was lost: at least " + least + " were acknowledged", event);
        }
        if (number > most) {
            violations.add("an update was made twice: at most " + most + " were begun", event);
        }
    }
}
