package dev.coatcheck;

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

    /** Nobody has looked whether the ticket is that of a live session. */
    record Unverified(Ticket ticket) implements SessionState {
        @Override
        public String id() {
            return ticket.id();
        }
    }

    /** The session was live when it was last looked at, and the ticket its own. */
    record Live(String id, @Nullable Ticket ticket) implements SessionState {}

    /** This handle has not met a live session; where there is a carrier for a new ticket, a write creates one. */
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
    record Ended(String id, @Nullable Ticket ticket) implements SessionState {
        static Ended of(SessionState last) {
            return new Ended(last.id(), last.ticket());
        }
    }
}
