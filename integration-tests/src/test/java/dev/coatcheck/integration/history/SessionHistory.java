package dev.coatcheck.integration.history;

import dev.coatcheck.integration.history.Event.Operation;
import dev.coatcheck.integration.history.Event.Outcome;
import java.util.List;

/** A session that has ended stays ended, and none ends by itself. */
final class SessionHistory {
    private final List<Event> events;
    private final Losses losses;

    SessionHistory(List<Event> events, Losses losses) {
        this.events = events;
        this.losses = losses;
    }

    void check(Violations violations) {
        List<Event> overs = events.stream()
                .filter(event -> showsOver(event) || (event.isOk() && event.operation() == Operation.END))
                .toList();
        events.stream()
                .filter(SessionHistory::showsLive)
                .forEach(event -> overs.stream()
                        .filter(over -> over.isBefore(event)
                                && !losses.mayHaveTaken(lastKnownLive(over), over.end(), event.end()))
                        .findFirst()
                        .ifPresent(over -> violations.add("a session that was over is live", over, event)));
        events.stream()
                .filter(SessionHistory::showsOver)
                .filter(over -> events.stream()
                        .noneMatch(event -> event.operation() == Operation.END && event.start() < over.end()))
                .filter(over -> events.stream()
                        .noneMatch(event -> event.operation() == Operation.CREATE && losses.mayHaveTaken(event, over)))
                .forEach(over -> violations.add("a session that nobody ended is over", over));
    }

    /**
     * Since when the end may have been that is told here. A handle that has met the end of its session asks no more, though
     * the end was lost in a crash; and it may have met it with a read, which finds nothing then and says no more.
     */
    private long lastKnownLive(Event over) {
        if (!over.isByHandle()) {
            return over.start();
        }
        return events.stream()
                .filter(event -> event.worker().equals(over.worker()) && event.isBefore(over))
                .filter(event -> event.isByHandle() && showsLive(event))
                .mapToLong(Event::end)
                .max()
                .orElse(Long.MIN_VALUE);
    }

    /** What a ticket opens may be over by the ticket alone. */
    private static boolean showsOver(Event event) {
        return event.ticket().isEmpty()
                && (event.outcome() == Outcome.OVER
                        || (event.isOk() && event.result().equals(Event.OVER)));
    }

    private static boolean showsLive(Event event) {
        if (!event.isOk()) {
            return false;
        }
        return switch (event.operation()) {
            case END -> false;
            case FIND, FIND_BY_ID -> event.result().equals(Event.LIVE);
            // on a session that is over these are as on an empty one
            case GET, GET_ALL, CONTAINS, COUNT ->
                event.results().stream().anyMatch(result -> !result.equals(Event.ABSENT));
            case CREATE, RENEW, PUT, PUT_IF_ABSENT, GET_OR_COMPUTE, COMPUTE, REMOVE, BATCH, ADD, RAW_PUT, RAW_GET ->
                true;
            case CRASH -> false;
        };
    }
}
