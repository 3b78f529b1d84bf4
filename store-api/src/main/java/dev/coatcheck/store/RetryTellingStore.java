package dev.coatcheck.store;

/**
 * A store that asks again by itself, where an error is one that passes: what a {@link DataStore} is as well that can say
 * so. One that waits for nobody else, or leaves it to its caller to try again, is none.
 */
public interface RetryTellingStore {
    /**
     * Has a listener told from now on.
     *
     * @param listener is run each time before a call is tried again, in the thread of that call's caller; it is quick, and
     *     throws nothing
     */
    void addRetryListener(Runnable listener);
}
