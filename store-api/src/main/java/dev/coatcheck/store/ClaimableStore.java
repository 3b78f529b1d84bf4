package dev.coatcheck.store;

/**
 * A store that can be had by one process alone: what a {@link DataStore} is as well whose sessions may be moved to another
 * store while the application runs. A store on a server, which any number of processes write, is none.
 */
public interface ClaimableStore {
    /** Holds until it is closed, or its process ends. */
    interface Claim extends AutoCloseable {
        /** Lets others in again. Calling it again does nothing, nor does it after the store was closed. */
        @Override
        void close();
    }

    /**
     * Makes this object the only one that reads and writes the store's sessions. While the claim is held, whoever else
     * opens the store is refused with a message that says so. Changes no session.
     *
     * @return to be closed by the caller
     * @throws IllegalStateException where another has it open, saying what to do
     */
    Claim claim();
}
