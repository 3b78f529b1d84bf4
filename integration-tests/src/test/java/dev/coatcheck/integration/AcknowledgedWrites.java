package dev.coatcheck.integration;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a {@link KilledWriter} was told, and what is wrong with what is there when it has gone. For one thread. */
final class AcknowledgedWrites {
    private static final class Expected {
        final List<String> deadTickets = new ArrayList<>();
        final long[] values = new long[KilledWriter.KEYS];
        /** What was begun, and may have been done: -1 where nothing was. */
        final long[] begun = new long[KilledWriter.KEYS];

        String ticket;
        boolean isRenewing;
        boolean isEnding;
        boolean isEnded;

        Expected(String ticket) {
            this.ticket = ticket;
            Arrays.fill(begun, -1);
        }
    }

    private final Map<String, Expected> sessions = new HashMap<>();
    private int acknowledged;
    int lost;
    int revived;
    int oldTicketsOpened;

    void hear(String line) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("created")) {
            sessions.put(words[1], new Expected(words[2]));
            acknowledged++;
            return;
        }
        Expected session = Objects.requireNonNull(sessions.get(words[1]), line);
        switch (words[0]) {
            case "putting" -> session.begun[Integer.parseInt(words[2])] = Long.parseLong(words[3]);
            case "put" -> {
                int key = Integer.parseInt(words[2]);
                session.values[key] = Long.parseLong(words[3]);
                session.begun[key] = -1;
            }
            case "renewing" -> session.isRenewing = true;
            case "renewed" -> {
                session.deadTickets.add(session.ticket);
                session.ticket = words[2];
                session.isRenewing = false;
            }
            case "ending" -> session.isEnding = true;
            case "ended" -> session.isEnded = true;
            default -> throw new AssertionError(line);
        }
        acknowledged += words[0].endsWith("ing") ? 0 : 1;
    }

    int acknowledged() {
        return acknowledged;
    }

    /** Ends some of the sessions that somebody can use who has their tickets. */
    int endSome(SessionManager manager) {
        int ended = 0;
        int number = 0;
        for (Expected expected : sessions.values()) {
            Optional<Session> live = manager.find(expected.ticket);
            if (live.isPresent() && number++ % 3 == 0) {
                live.get().end();
                expected.isEnded = true;
                ended++;
            }
        }
        return ended;
    }

    /** Counts what is wrong; what was under way when the writer was killed is what it is from now on. */
    void compare(SessionManager manager) {
        sessions.forEach((id, expected) -> {
            Optional<Session> live = manager.findById(id);
            if (expected.isEnded) {
                revived += live.isPresent() ? 1 : 0;
            } else if (live.isEmpty()) {
                lost += expected.isEnding ? 0 : 1;
                expected.isEnded = true;
            } else {
                compare(manager, live.get(), expected);
            }
            oldTicketsOpened += (int) expected.deadTickets.stream()
                    .filter(ticket -> manager.find(ticket).isPresent())
                    .count();
        });
    }

    private void compare(SessionManager manager, Session live, Expected expected) {
        expected.isEnding = false;
        for (int key = 0; key < KilledWriter.KEYS; key++) {
            long found = live.get(KilledWriter.key(key))
                    .map(text -> Long.parseLong(text.substring(0, text.indexOf(' '))))
                    .orElse(0L);
            if (found != expected.values[key] && found != expected.begun[key]) {
                // one that is there though it was removed has come back
                revived += expected.values[key] == 0 ? 1 : 0;
                lost += expected.values[key] == 0 ? 0 : 1;
            }
            expected.values[key] = found;
            expected.begun[key] = -1;
        }
        boolean opens = manager.find(expected.ticket).isPresent();
        lost += opens || expected.isRenewing ? 0 : 1;
        if (!opens) {
            // the ticket that has replaced it was told to nobody
            expected.deadTickets.add(expected.ticket);
            expected.ticket = live.renew();
        }
        expected.isRenewing = false;
    }
}
