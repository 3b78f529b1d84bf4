package dev.coatcheck.store;

import java.time.Duration;
import java.util.List;

/**
 * A store that creates many sessions in much less time than one after the other: what a {@link DataStore} is as well that
 * can. Sessions are copied to it some at a time.
 */
public interface BulkCreatingStore {
    /**
     * A session to create, as {@link DataStore#create} has it.
     *
     * @param id the session's id
     * @param lifetime its remaining time
     * @param first its first values
     */
    record NewSession(String id, Duration lifetime, List<Change> first) {}

    /** What became of a session. */
    enum Answer {
        /** The store has it now. */
        CREATED,
        /** The store has another one of that id, and has left it as it was. */
        TAKEN,
        /** The store has refused it, and {@link DataStore#create} tells why where that has not passed. */
        NOT_MADE
    }

    /**
     * Creates each as {@link DataStore#create} does: each in one atomic step, though not all in the same. That one is
     * refused, for want of room above all, keeps the answers for the others from nobody. Where this throws, nobody knows
     * which of them were created.
     *
     * @param sessions no two of one id, and no more bytes than such a call should carry
     * @return what became of each, in the same order
     */
    List<Answer> createAll(List<NewSession> sessions);
}
