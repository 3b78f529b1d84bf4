package dev.coatcheck.store;

import java.util.List;
import java.util.Optional;

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
}
