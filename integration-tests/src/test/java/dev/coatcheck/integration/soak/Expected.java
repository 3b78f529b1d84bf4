package dev.coatcheck.integration.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the values of one session must be, as its only writer knows. After a write that found the store unavailable there
 * are two possibilities, until a read tells. For one thread.
 */
final class Expected {
    /** For a value that is not there. */
    static final String ABSENT = "-";

    private static final long TOLERANCE_NANOS = 100_000_000;

    private record Possible(String label, long mayBeGoneFrom, long mustBeGoneFrom) {
        static Possible lasting(String label) {
            return new Possible(label, Long.MAX_VALUE, Long.MAX_VALUE);
        }
    }

    private final Map<String, List<Possible>> values = new HashMap<>();

    /** The write was acknowledged. */
    void is(String name, String label) {
        values.put(name, List.of(Possible.lasting(label)));
    }

    /** The write was acknowledged, of a value with a time of its own; begun and ended at these times. */
    void is(String name, String label, long lastsNanos, long start, long end) {
        values.put(
                name,
                List.of(new Possible(label, start + lastsNanos - TOLERANCE_NANOS, end + lastsNanos + TOLERANCE_NANOS)));
    }

    /** The write was not acknowledged. */
    void maybe(String name, String label) {
        List<Possible> all = new ArrayList<>(possible(name));
        all.add(Possible.lasting(label));
        values.put(name, all);
    }

    /** The write was not acknowledged, of a value with a time of its own. */
    void maybeBriefly(String name, String label) {
        List<Possible> all = new ArrayList<>(possible(name));
        all.add(new Possible(label, Long.MIN_VALUE, Long.MAX_VALUE));
        values.put(name, all);
    }

    private List<Possible> possible(String name) {
        return values.getOrDefault(name, List.of(Possible.lasting(ABSENT)));
    }

    /** Whether a read from start to end may have found this. What it found is what is there, from now on. */
    boolean agrees(String name, String label, long start, long end) {
        List<Possible> before = possible(name);
        List<Possible> agreeing = before.stream()
                .filter(value -> label.equals(ABSENT)
                        ? value.label().equals(ABSENT) || value.mayBeGoneFrom() <= end
                        : value.label().equals(label) && start <= value.mustBeGoneFrom())
                .toList();
        if (agreeing.isEmpty()) {
            // told once
            is(name, label);
            return false;
        }
        values.put(name, label.equals(ABSENT) ? List.of(Possible.lasting(ABSENT)) : agreeing);
        return true;
    }

    Set<String> names() {
        return Set.copyOf(values.keySet());
    }
}
