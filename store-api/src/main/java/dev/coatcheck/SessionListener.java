package dev.coatcheck;

/**
 * Is told what happens to sessions, as far as this process does it or sees it. It is no record of all sessions, and no
 * store could promise one:
 *
 * <ul>
 *   <li>What another instance does is not told, and nothing is told for the sessions that a store still holds from
 *       before.
 *   <li>That a session is over by its time is told by {@code coatcheck.store=memory} alone, within some seconds. A
 *       server, or a file that several processes share, lets sessions end without a word; also by an eviction, or by
 *       somebody who deletes keys by hand.
 *   <li>Where a store fails in the middle of a call, what it did may not be told. Nothing is told for the sessions that
 *       a memory store loses when it is closed.
 * </ul>
 *
 * <p>So what must be done for each session that ends, do by the time: keep what belongs to a session as its values, which
 * end with it.
 *
 * <p>A listener is called after what it is told of, in the thread that has done it: that of a caller, who waits for the
 * listener, or one of the store. So it should be quick. It may be called by several threads at once. What it throws is
 * logged, once for each kind of exception, and changes nothing for the caller or for other listeners. The call that has
 * led to it may still be under way: a listener does not wait for other threads that use sessions, and does not close the
 * manager or move its sessions.
 */
public interface SessionListener {
    /**
     * A session was created.
     *
     * @param sessionId its id
     */
    default void created(String sessionId) {}

    /**
     * A session was given a new ticket.
     *
     * @param sessionId its id, which stays the same
     */
    default void renewed(String sessionId) {}

    /**
     * A session has ended. It and its values cannot be read any more.
     *
     * @param sessionId the id that it had
     * @param reason why
     */
    default void ended(String sessionId, EndReason reason) {}
}
