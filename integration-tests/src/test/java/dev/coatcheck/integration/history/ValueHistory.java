package dev.coatcheck.integration.history;

import dev.coatcheck.integration.history.Event.Operation;
import dev.coatcheck.integration.history.Event.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * No read is stale and no conditional write overlooks another, on one value. Every value written has a label of its own,
 * so a read tells which write it saw.
 *
 * <p>The rule for reads: where a value took effect before somebody saw (or wrote) another, and that was over before the
 * read began, the read must not return the first one. What makes a value absent (a removal, the end of its time or of its
 * session) counts as a write. What was seen and may have been lost in a crash is no evidence for reads after it.
 */
final class ValueHistory {
    /** By how much a server's clock and its rounding may differ from ours over some hundred milliseconds. */
    private static final long TOLERANCE = 20_000_000;

    private static final long NEVER = Long.MAX_VALUE;

    /** A value, or its absence, that took effect at some time between start and end. */
    private record Write(String value, long start, long end, long deadline) {}

    /** At some time between start and end the value was this. */
    private record Sight(Event event, String value, long start, long end) {}

    private final String key;
    private final List<Write> writes = new ArrayList<>();
    private final List<Write> absences =
            new ArrayList<>(List.of(new Write(Event.ABSENT, Long.MIN_VALUE, Long.MIN_VALUE, NEVER)));
    private final List<Sight> sights = new ArrayList<>();
    private final List<Sight> reads = new ArrayList<>();
    private final Map<String, Event> replacedBy = new HashMap<>();
    private final List<Event> foundAbsent = new ArrayList<>();
    private final List<Event> ends;
    private final Losses losses;
    private final long latest;

    ValueHistory(String key, List<Event> events, List<Event> ends, Losses losses, Duration outlived) {
        this.losses = losses;
        this.latest = TOLERANCE + outlived.toNanos();
        this.key = key;
        this.ends = ends;
        // reads first: whoever saw a value tells by when it had taken effect
        events.stream().filter(Event::isOk).forEach(this::addRead);
        events.forEach(this::addWrite);
        ends.forEach(end -> absences.add(new Write(Event.ABSENT, end.start(), NEVER, NEVER)));
    }

    private void addRead(Event event) {
        String found = found(event);
        if (!found.isEmpty()) {
            Sight read = new Sight(event, found, event.start(), event.end());
            reads.add(read);
            if (!found.equals(Event.PRESENT)) {
                sights.add(read);
            }
        }
    }

    /** What an operation found under this key; nothing where it does not tell. */
    private String found(Event event) {
        return switch (event.operation()) {
            case GET, CONTAINS, PUT_IF_ABSENT, COMPUTE, REMOVE -> event.result();
            case GET_ALL -> event.results().get(event.keys().indexOf(key));
            case GET_OR_COMPUTE -> event.result().equals(event.argument()) ? "" : event.result();
            case RAW_GET -> event.result().substring(event.result().indexOf(' ') + 1);
            default -> "";
        };
    }

    private void addWrite(Event event) {
        if (!mayWrite(event)) {
            return;
        }
        // a loader's value is given to its caller even where another has removed it meanwhile
        boolean certain = event.isOk() && event.operation() != Operation.GET_OR_COMPUTE;
        long end = certain ? event.end() : NEVER;
        String value = event.argument();
        if (value.equals(Event.ABSENT)) {
            absences.add(new Write(value, event.start(), end, NEVER));
        } else {
            addValue(event, Math.min(end, firstSeen(value)), certain);
        }
        if (certain) {
            sights.add(new Sight(event, value, event.start(), event.end()));
        }
    }

    private void addValue(Event event, long end, boolean certain) {
        long lasts = event.lastsMillis() * 1_000_000;
        long deadline = lasts > 0 && certain ? event.end() + lasts + latest : NEVER;
        writes.add(new Write(event.argument(), event.start(), end, deadline));
        if (lasts > 0) {
            absences.add(new Write(Event.ABSENT, event.start() + lasts - TOLERANCE, deadline, NEVER));
        }
    }

    private boolean mayWrite(Event event) {
        if (event.argument().isEmpty() || !event.isOk()) {
            return !event.argument().isEmpty() && (event.outcome() == Outcome.MAYBE || event.mayBeOvertaken(ends));
        }
        return switch (event.operation()) {
            case PUT, BATCH, RAW_PUT -> true;
            case PUT_IF_ABSENT -> event.result().equals(Event.ABSENT);
            case REMOVE -> event.result().equals(Event.PRESENT);
            case COMPUTE -> !event.result().equals(event.argument());
            case GET_OR_COMPUTE -> event.result().equals(event.argument());
            default -> false;
        };
    }

    private long firstSeen(String value) {
        return reads.stream()
                // what was seen of it before a crash may be lost, and written again by its repetition
                .filter(read -> read.value().equals(value) && !losses.touch(read.event()))
                .mapToLong(Sight::end)
                .min()
                .orElse(NEVER);
    }

    void check(Violations violations) {
        for (Sight read : reads) {
            switch (read.value()) {
                case Event.ABSENT -> checkAbsent(read, violations);
                case Event.PRESENT -> checkPresent(read, violations);
                default -> checkValue(read, violations);
            }
            checkReplaced(read, violations);
        }
        if (foundAbsent.size() > absences.size()) {
            violations.add(
                    "an update was lost: more writes found no value than there were times without one",
                    foundAbsent.toArray(Event[]::new));
        }
    }

    private void checkValue(Sight read, Violations violations) {
        List<Write> written = writes.stream()
                .filter(write -> write.value().equals(read.value()) && write.start() < read.end())
                .toList();
        if (written.isEmpty()) {
            violations.add("a value was read that nobody had written", read.event());
            return;
        }
        Write write = written.get(0);
        if (write.deadline() < read.start()) {
            violations.add("a value was read after its time", read.event());
        }
        sights.stream()
                .filter(sight -> !sight.value().equals(read.value()) && isBetween(write, sight, read))
                .findFirst()
                .ifPresent(newer -> violations.add("a read was stale", newer.event(), read.event()));
    }

    private boolean isBetween(Write write, Sight sight, Sight read) {
        return write.end() < sight.start() && sight.end() < read.start() && !isLost(sight, read);
    }

    private boolean isLost(Sight sight, Sight read) {
        return losses.mayHaveTaken(sight.event(), read.event()) || isOfALostEnd(sight, read);
    }

    /** A handle that has met the end of its session finds nothing any more, though the end was lost in a crash. */
    private boolean isOfALostEnd(Sight sight, Sight read) {
        return sight.value().equals(Event.ABSENT)
                && sight.event().isByHandle()
                && ends.stream().anyMatch(end -> end.start() < sight.end() && losses.mayHaveTaken(end, read.event()));
    }

    /** Of what may have made the value absent, the last is the best excuse. */
    private void checkAbsent(Sight read, Violations violations) {
        long excuse = absences.stream()
                .filter(absence -> absence.start() < read.end())
                .mapToLong(Write::end)
                .max()
                .orElse(Long.MIN_VALUE);
        sights.stream()
                .filter(sight ->
                        !sight.value().equals(Event.ABSENT) && excuse < sight.start() && sight.end() < read.start())
                .filter(sight -> !isLost(sight, read))
                .findFirst()
                .ifPresent(there -> violations.add("a value was lost", there.event(), read.event()));
    }

    private void checkPresent(Sight read, Violations violations) {
        boolean possible = writes.stream()
                .anyMatch(write -> write.start() < read.end()
                        && write.deadline() >= read.start()
                        && sights.stream()
                                .noneMatch(
                                        sight -> sight.value().equals(Event.ABSENT) && isBetween(write, sight, read)));
        if (!possible) {
            violations.add("a value was found where there was none", read.event());
        }
    }

    /** A value that a conditional write has replaced cannot be replaced again. */
    private void checkReplaced(Sight read, Violations violations) {
        Event event = read.event();
        boolean conditional = event.operation() == Operation.COMPUTE || event.operation() == Operation.PUT_IF_ABSENT;
        if (!conditional
                || read.value().equals(Event.PRESENT)
                || event.argument().equals(read.value())) {
            return;
        }
        if (read.value().equals(Event.ABSENT)) {
            if (!losses.touch(event)) {
                foundAbsent.add(event);
            }
            return;
        }
        Event other = replacedBy.putIfAbsent(read.value(), event);
        if (other != null && !losses.mayHaveTaken(other, event) && !losses.mayHaveTaken(event, other)) {
            violations.add("an update was lost: two replaced the same value", other, event);
        }
    }
}
