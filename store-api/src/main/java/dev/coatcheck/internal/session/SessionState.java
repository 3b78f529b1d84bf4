package dev.coatcheck.internal.session;

import dev.coatcheck.internal.ticket.Terms;
import dev.coatcheck.internal.ticket.Ticket;
import org.jspecify.annotations.Nullable;

/** What a handle knows of its session, as of one moment. */
sealed interface SessionState {
    /** What stands for an id where there is no session. */
    String NO_ID = "none";

    /** The session's id, or {@link #NO_ID}. */
    String id();

    /** Null where there is no session, and where none is needed. */
    @Nullable
    Ticket ticket();

    /** For the visitor, and nobody else. */
    default String ticketText() {
        Ticket own = ticket();
        if (own == null) {
            throw new IllegalStateException(
                    "this handle has no ticket: it was found by its id, or there is no session");
        }
        return own.text();
    }

    /** Nobody has looked whether the ticket is that of a live session. */
    record Unverified(Ticket ticket) implements SessionState {
        @Override
        public String id() {
            return ticket.id();
        }
    }

    /** The session was live when it was last looked at, and the ticket its own. */
    record Live(String id, @Nullable Ticket ticket, Terms terms) implements SessionState {
        static Live of(Ticket ticket, Terms terms) {
            return new Live(ticket.id(), ticket, terms);
        }

        /** This, where it says so already. */
        Live under(Terms now) {
            return terms.equals(now) ? this : new Live(id, ticket, now);
        }
    }

    /** This handle has not met a live session; where a new ticket can be sent, a write creates one. */
    enum None implements SessionState {
        NONE;

        @Override
        public String id() {
            return NO_ID;
        }

        @Override
        public @Nullable Ticket ticket() {
            return null;
        }
    }

    /** What this handle has met is over, for good. */
    record Ended(String id, @Nullable Ticket ticket) implements SessionState {}

    /** The state after a look that found no session: what was met is over, what was not may make room for a new one. */
    default SessionState over() {
        return this instanceof Unverified ? None.NONE : new Ended(id(), ticket());
    }
}
