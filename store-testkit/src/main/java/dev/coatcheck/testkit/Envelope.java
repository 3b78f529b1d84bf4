package dev.coatcheck.testkit;

import dev.coatcheck.TicketCarrier;
import org.jspecify.annotations.Nullable;

/** Where a ticket travels, as the cookie does. Not thread-safe. */
final class Envelope implements TicketCarrier {
    /** Null while there is none. */
    @Nullable
    String ticket;
    /** No ticket can be sent any more, and that is known beforehand. */
    boolean closed;
    /** No ticket can be sent, which shows only on the way. */
    boolean torn;

    @Override
    public void requireSendable() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }

    @Override
    public void send(String newTicket) {
        if (torn) {
            throw new IllegalStateException("torn");
        }
        ticket = newTicket;
    }

    @Override
    public void clear() {
        ticket = null;
    }
}
