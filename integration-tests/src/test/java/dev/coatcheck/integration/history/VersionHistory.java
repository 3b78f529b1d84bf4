package dev.coatcheck.integration.history;

import dev.coatcheck.integration.history.Event.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Versions only grow within a session, and one version is one value. A crash that loses writes excuses only that an older
 * version is there again: what is written then has a version that is new.
 */
final class VersionHistory {
    private record Seen(Event event, long version, String value) {
        boolean isWrite() {
            return event.operation() == Operation.RAW_PUT;
        }
    }

    private final List<Seen> seen = new ArrayList<>();
    private final Losses losses;

    VersionHistory(List<Event> events, Losses losses) {
        this.losses = losses;
        for (Event event : events) {
            if (event.isOk() && event.operation() == Operation.RAW_PUT) {
                seen.add(new Seen(event, Long.parseLong(event.result()), event.argument()));
            } else if (event.isOk()
                    && event.operation() == Operation.RAW_GET
                    && !event.result().equals(Event.ABSENT)) {
                List<String> parts = List.of(event.result().split(" ", 2));
                seen.add(new Seen(event, Long.parseLong(parts.get(0)), parts.get(1)));
            }
        }
    }

    void check(Violations violations) {
        Map<Long, Seen> byVersion = new HashMap<>();
        for (Seen one : seen) {
            Seen first = byVersion.putIfAbsent(one.version(), one);
            if (first != null && !first.value().equals(one.value())) {
                violations.add("two values have one version", first.event(), one.event());
            }
        }
        for (Seen earlier : seen) {
            for (Seen later : seen) {
                boolean shrank =
                        later.isWrite() ? later.version() <= earlier.version() : later.version() < earlier.version();
                boolean excused = !later.isWrite() && losses.mayHaveTaken(earlier.event(), later.event());
                if (shrank && !excused && earlier.event().isBefore(later.event())) {
                    violations.add("a version did not grow", earlier.event(), later.event());
                }
            }
        }
    }
}
