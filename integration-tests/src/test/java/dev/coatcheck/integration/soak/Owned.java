package dev.coatcheck.integration.soak;

import dev.coatcheck.Session;

/** A session that one visitor alone uses. For one thread. */
final class Owned {
    private static final long TOLERANCE_NANOS = 100_000_000;

    private final String id;
    private final long mayBeOverFrom;
    private final long mustBeOverFrom;
    private final Expected expected = new Expected();
    private String ticket;
    private boolean lost;

    /** One that lives as long as the load. */
    static Owned lasting(Session session) {
        return new Owned(session, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** One that was created between these times. */
    static Owned brief(Session session, long lifetimeNanos, long start, long end) {
        return new Owned(session, start + lifetimeNanos - TOLERANCE_NANOS, end + lifetimeNanos + TOLERANCE_NANOS);
    }

    private Owned(Session session, long mayBeOverFrom, long mustBeOverFrom) {
        this.id = session.id();
        this.ticket = session.ticket();
        this.mayBeOverFrom = mayBeOverFrom;
        this.mustBeOverFrom = mustBeOverFrom;
    }

    String id() {
        return id;
    }

    String ticket() {
        return ticket;
    }

    void renewed(String newTicket) {
        ticket = newTicket;
    }

    /** It is over, or nobody can open it any more. */
    void lose() {
        lost = true;
    }

    boolean isLost() {
        return lost;
    }

    Expected expected() {
        return expected;
    }

    boolean mayBeOver(long now) {
        return mayBeOverFrom <= now;
    }

    boolean mustBeOver(long now) {
        return mustBeOverFrom <= now;
    }
}
