package dev.coatcheck;

/**
 * Is told of each call that a manager makes to its store: what metrics and traces are made of. A manager without an
 * observer pays nothing for it.
 *
 * <p>An observer is called after the call, in the thread that has made it, which waits for it; several threads may call it
 * at once. So it should be quick, and it must not use the sessions: what it asks for would be told to it as well. What it
 * throws is logged, once for each kind of exception, and changes nothing for the caller or for other observers.
 *
 * @see SessionManager#addObserver
 */
@FunctionalInterface
public interface CallObserver {
    /**
     * A call has been answered, or has failed.
     *
     * @param call what it was and what came of it
     */
    void called(StoreCall call);
}
