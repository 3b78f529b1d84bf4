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

    /**
     * Creates each as {@link DataStore#create} does: each in one atomic step, though not all in the same. Where this
     * throws, some of them may have been created.
     *
     * @param sessions no two of one id, and no more bytes than such a call should carry
     * @return of each, in the same order, whether it was created: false where the id is taken
     */
    List<Boolean> createAll(List<NewSession> sessions);
}
