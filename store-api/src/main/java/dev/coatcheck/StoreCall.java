package dev.coatcheck;

import java.time.Duration;
import java.util.Optional;

/**
 * A call to the store and what came of it, as a {@link CallObserver} is told. It never has a ticket, an id, an owner or a
 * value, nor a key's name, since an application may have any number of those: {@link #store}, {@link #operation} and {@link
 * #outcome} are few, so they can be tags of a metric. Immutable.
 *
 * <p>The outcome is that of the store. Whether a ticket is its session's, and whether a value can be read as its key's type,
 * is found out after the call. Each owner's list of sessions is kept as a session is, and calls about it are told as well.
 *
 * @param store the name of the store, such as {@code redis}; where sessions are being moved, of the one to which they go
 * @param operation what was asked for
 * @param outcome what came of it
 * @param duration how long the caller has waited; empty for a read that asked no store, and for reads of a store in this
 *     heap, which take less time than to measure it would be worth
 * @param retries how often the driver has asked again, because an error was one that passes; 0 where the driver does not
 *     tell
 * @param found how many of the application's values a read has found
 * @param kept how many of these this process had kept decoded, so that no value was moved and none is decoded again
 */
public record StoreCall(
        String store,
        Operation operation,
        Outcome outcome,
        Optional<Duration> duration,
        int retries,
        int found,
        int kept) {
    /** What a store is asked for. */
    public enum Operation {
        /** A new session, with its first values. */
        CREATE,
        /** Any number of one session's values; with none, whether the session is live. */
        READ,
        /** Changes to one session's values. */
        WRITE,
        /** Another time for a session to live on: it is in use, or has been given an idle timeout of its own. */
        EXTEND,
        /** The names of a session's values. */
        NAMES,
        /** The end of a session. */
        DELETE,
        /** Whether the store answers. */
        PING
    }

    /** What came of a call. Each call has exactly one. */
    public enum Outcome {
        /** The store has done it; a read has found something, or wanted no value. */
        DONE,
        /** The session is live, and a read has found none of the values that it wanted. */
        ABSENT,
        /** Nothing was written: somebody else has changed the value, or the id of a new session is taken. */
        CONFLICT,
        /** There is no such session, or it is over; nothing was written. */
        GONE,
        /** There is no room: {@link StoreFullException}. */
        FULL,
        /** The store cannot be asked: {@link StoreUnavailableException}. */
        UNAVAILABLE,
        /** Anything else that was thrown, such as after {@link SessionManager#close}. */
        FAILED
    }
}
