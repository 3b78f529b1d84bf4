package dev.coatcheck.memory;

import java.time.Duration;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows which sessions have something that is over, without looking at the others: a calendar whose pages are some
 * seconds long. Each session stands on one page at most, and leads to its neighbours there, so that nothing but a new
 * page takes memory: to take a session off works on a full heap, too. Thread-safe.
 */
final class Schedule {
    /** The time at which a calendar without sessions is due. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long PAGE_NANOS = Duration.ofSeconds(4).toNanos();

    private final TreeMap<Long, Page> pages = new TreeMap<>();
    private final Runnable onEarlier;
    /** What {@link #awaitDue} has told last. */
    private long awaited = Long.MIN_VALUE;

    private long earliest = Long.MIN_VALUE;

    /** The sessions to look at after the same time; the schedule's own. */
    static final class Page {
        private final Long number;
        private @Nullable MemorySession first;

        Page(Long number) {
            this.number = number;
        }

        long due() {
            return number * PAGE_NANOS;
        }
    }

    /** Tells of a session that is to be looked at earlier than what is awaited. */
    Schedule(Runnable onEarlier) {
        this.onEarlier = onEarlier;
    }

    private static long number(long deadline) {
        return deadline / PAGE_NANOS + 1;
    }

    /** Has the session looked at soon after the given time; where it is to be looked at earlier, that stays. */
    synchronized void lookAt(MemorySession session, long deadline) {
        Page page = session.page;
        if (page == null || number(deadline) < page.number) {
            move(session, deadline);
        }
    }

    /** Has the session looked at soon after the given time, and not before. */
    synchronized void move(MemorySession session, long deadline) {
        // what may fail comes first: a session is never lost between two pages
        Page page = pages.computeIfAbsent(number(deadline), Page::new);
        if (page == session.page) {
            return;
        }
        remove(session);
        session.page = page;
        session.nextOnPage = page.first;
        if (page.first != null) {
            page.first.previousOnPage = session;
        }
        page.first = session;
        wakeUpFor(Math.max(page.due(), earliest));
    }

    private void wakeUpFor(long due) {
        if (due < awaited) {
            awaited = due;
            onEarlier.run();
        }
    }

    synchronized void remove(MemorySession session) {
        Page page = session.page;
        if (page == null) {
            return;
        }
        MemorySession previous = session.previousOnPage;
        MemorySession next = session.nextOnPage;
        if (previous == null) {
            page.first = next;
        } else {
            previous.nextOnPage = next;
        }
        if (next != null) {
            next.previousOnPage = previous;
        }
        session.page = null;
        session.previousOnPage = null;
        session.nextOnPage = null;
        if (page.first == null) {
            pages.remove(page.number);
        }
    }

    /** A session to look at by now, which stays on the calendar until it is moved or removed. */
    synchronized @Nullable MemorySession due(long now) {
        Page page = first();
        return page == null || page.due() > now ? null : page.first;
    }

    private @Nullable Page first() {
        return pages.isEmpty() ? null : pages.get(pages.firstKey());
    }

    /**
     * When something is to be looked at next, but not before the given time; should something come that is to be looked
     * at earlier, that is told.
     */
    synchronized long awaitDue(long notBefore) {
        Page page = first();
        earliest = notBefore;
        awaited = page == null ? NEVER : Math.max(page.due(), notBefore);
        return awaited;
    }
}
