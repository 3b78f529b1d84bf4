package dev.coatcheck.store;

import java.util.List;
import java.util.Optional;

/**
 * A store that reads a session with all its values in one step: what a {@link DataStore} is as well that can. From others
 * it takes several, between which somebody may write, so that it must be asked once more whether anybody did.
 */
public interface WholeReadingStore {
    /**
     * A whole session.
     *
     * @param names of all its values
     * @param slice its remaining time, and the values in the order of their names
     */
    record Whole(List<String> names, Slice slice) {}

    /**
     * Reads a session, as of one moment.
     *
     * @param id the session's id
     * @param mostBytes values in which there are more in all come back as <i>unchanged</i>, without their bytes, beginning
     *     with any of them; so does whatever value has more by itself
     * @return empty where the session is not live
     */
    Optional<Whole> readWhole(String id, long mostBytes);
}
