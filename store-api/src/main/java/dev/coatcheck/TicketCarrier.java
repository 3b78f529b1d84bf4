package dev.coatcheck;

/**
 * Where a visitor's ticket travels: in a web application, the cookie. For the session of {@link
 * SessionManager#attach(String, TicketCarrier)}.
 */
public interface TicketCarrier {

    /**
     * Called before the store is changed in a way that needs a new ticket.
     *
     * @throws IllegalStateException if no ticket can be sent any more; the store stays as it is
     */
    void requireSendable();

    /**
     * Called before the session is ended for whoever sent the ticket.
     *
     * @throws IllegalStateException if that is not theirs to end; the store stays as it is
     */
    default void requireEndable() {}

    /**
     * The session has a new ticket: it was created, or its ticket was renewed.
     *
     * @param ticket to be sent to the visitor, and to nobody else
     */
    void send(String ticket);

    /** The session has ended: the visitor's ticket is worthless. */
    void clear();
}
