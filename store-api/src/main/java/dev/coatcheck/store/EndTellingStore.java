package dev.coatcheck.store;

/**
 * A store that notices in this process when sessions end by themselves: what a {@link DataStore} is as well that can say
 * so. A store on a server, which ends sessions without a word, is none.
 */
public interface EndTellingStore {
    /** Is told of ends, each once and after it, in any thread, which it should not hold up. It throws nothing. */
    interface EndListener {
        /**
         * A session's time was over.
         *
         * @param id the session's id
         */
        void expired(String id);

        /**
         * A live session was ended, to make room for others.
         *
         * @param id the session's id
         */
        void evicted(String id);
    }

    /**
     * Has a listener told from now on, for as long as the store is open. What {@link DataStore#delete}, {@link
     * DataStore#deleteIfEmpty} and {@link DataStore#close} end is not told.
     *
     * @param listener one more
     */
    void addEndListener(EndListener listener);
}
