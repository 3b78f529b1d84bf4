package dev.coatcheck.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one session, as often as wanted. Thread-safe; holds nothing that must be released. */
@FunctionalInterface
public interface SessionReader {

    /**
     * As {@link DataStore#read} of that session.
     *
     * @param wants the values wanted; with none, only liveness and remaining time are read
     * @return one entry per want in the same order; empty where the session is not live
     */
    Optional<Slice> read(List<Want> wants);

    /**
     * The value that a read would find, for a caller who does without its version and its time. A driver whose values are
     * in the memory of this process may spare them the answer's objects.
     *
     * @param name the value's name
     * @return null where there is no such value, the session is not live, or {@link #read} must be asked
     */
    default @Nullable LocalValue local(String name) {
        return null;
    }
}
