package dev.coatcheck.integration.history;

import dev.coatcheck.integration.history.Event.Operation;
import dev.coatcheck.integration.history.Event.Outcome;
import java.util.List;
import java.util.Optional;

/** Of a session's tickets the newest one opens it, and no other. */
final class TicketHistory {
    private final List<Event> events;
    private final List<Event> renewals;
    private final Losses losses;

    TicketHistory(List<Event> events, Losses losses) {
        this.events = events;
        this.losses = losses;
        this.renewals = events.stream()
                .filter(event -> event.operation() == Operation.RENEW && event.outcome() != Outcome.OVER)
                .toList();
    }

    void check(Violations violations) {
        for (Event event : events) {
            if (!event.ticket().isEmpty()) {
                if (event.isOk() && !event.result().equals(Event.OVER)) {
                    deadSince(event)
                            .ifPresent(since -> violations.add("a ticket opens that was renewed", since, event));
                } else if (event.isOk() || event.outcome() == Outcome.OVER) {
                    if (mustBeGood(event)) {
                        violations.add("a ticket does not open that nobody renewed", event);
                    }
                }
            }
        }
    }

    private Optional<Event> issueOf(Event event) {
        return events.stream()
                .filter(issue -> issue.operation() == Operation.RENEW || issue.operation() == Operation.CREATE)
                .filter(issue -> issue.argument().equals(event.ticket()))
                .findFirst();
    }

    private Optional<Event> deadSince(Event event) {
        Event issue = issueOf(event).orElseThrow();
        return renewals.stream()
                .filter(renewal -> renewal.isOk() && issue.isBefore(renewal) && renewal.isBefore(event))
                .filter(renewal -> !losses.mayHaveTaken(renewal, event))
                .findFirst();
    }

    private boolean mustBeGood(Event event) {
        Event issue = issueOf(event).orElseThrow();
        return !losses.mayHaveTaken(issue, event)
                && events.stream().noneMatch(end -> end.operation() == Operation.END && end.start() < event.end())
                && renewals.stream()
                        .noneMatch(other -> !other.equals(issue)
                                && other.start() < event.end()
                                && !(other.isOk() && other.isBefore(issue)));
    }
}
