package dev.coatcheck;

/**
 * Brings tickets to the visitor; in a web application that is the cookie. A session from {@link
 * SessionManager#attach(String, TicketCarrier)} calls it when its ticket changes, in the thread that uses the session.
 * So it must be thread-safe if several threads use the same session.
 */
public interface TicketCarrier {

    /**
     * Called before a session is created or renewed.
     *
     * @throws IllegalStateException if no ticket can be sent any more; nothing is changed then
     */
    void requireSendable();

    /**
     * Called before the session is ended by {@link Session#end}.
     *
     * @throws IllegalStateException if whoever sent this request may not end the session; nothing is changed then
     */
    default void requireEndable() {}

    /**
     * Called after a session was created or renewed.
     *
     * @param ticket the new ticket, to be sent to the visitor and to nobody else
     */
    void send(String ticket);

    /** Called after {@link Session#end}, also where the session was over before: the visitor's ticket is worthless. */
    void clear();
}
