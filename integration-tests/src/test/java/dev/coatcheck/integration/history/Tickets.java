package dev.coatcheck.integration.history;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The tickets that the workers of one process have come to know. Thread-safe. */
final class Tickets {
    private final Map<String, List<Known>> bySession = new ConcurrentHashMap<>();

    /** A ticket with its name in the history. */
    record Known(String label, String secret) {
        @Override
        public String toString() {
            return label;
        }
    }

    void add(String session, Known ticket) {
        bySession
                .computeIfAbsent(session, label -> new CopyOnWriteArrayList<>())
                .add(ticket);
    }

    Known first(String session) {
        return bySession.getOrDefault(session, List.of()).get(0);
    }

    Known newest(String session) {
        List<Known> known = bySession.getOrDefault(session, List.of());
        return known.get(known.size() - 1);
    }

    void clear() {
        bySession.clear();
    }
}
