package dev.coatcheck.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Knows which sessions have something that is over, without looking at the others: a calendar whose pages are some
 * seconds long. Each session stands on one page at most, so the calendar grows with the sessions and nothing else.
 * Thread-safe.
 */
final class Schedule {
    /** The place of a session that stands on no page. */
    static final long NOWHERE = Long.MAX_VALUE;

    private static final long PAGE_NANOS = Duration.ofSeconds(4).toNanos();

    private final TreeMap<Long, Set<MemorySession>> pages = new TreeMap<>();

    /** Has the session looked at soon after the given time; where it is to be looked at earlier, that stays. */
    synchronized void lookAt(MemorySession session, long deadline) {
        long tick = deadline / PAGE_NANOS + 1;
        if (tick < session.scheduledTick) {
            remove(session);
            session.scheduledTick = tick;
            pages.computeIfAbsent(tick, page -> new HashSet<>()).add(session);
        }
    }

    synchronized void remove(MemorySession session) {
        Set<MemorySession> page = pages.get(session.scheduledTick);
        if (page != null) {
            page.remove(session);
            if (page.isEmpty()) {
                pages.remove(session.scheduledTick);
            }
        }
        session.scheduledTick = NOWHERE;
    }

    /** Takes off the calendar, and returns, the sessions to look at by now. */
    synchronized List<MemorySession> takeDue(long now) {
        List<MemorySession> due = new ArrayList<>();
        while (!pages.isEmpty() && pages.firstKey() * PAGE_NANOS <= now) {
            due.addAll(pages.pollFirstEntry().getValue());
        }
        due.forEach(session -> session.scheduledTick = NOWHERE);
        return due;
    }
}
