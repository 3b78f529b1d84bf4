package dev.coatcheck.store;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a read found under one name. Immutable but for its array, which the reader owns. */
public final class Found {
    /** How a value was found. */
    public enum State {
        /** There is no such value, or its time is over. */
        ABSENT,
        /** The value is here with its bytes. */
        PRESENT,
        /** The value is still of the version that the caller holds. */
        UNCHANGED,
        /** Something that is no value of ours stands in its place. It can be overwritten and removed. */
        DAMAGED
    }

    private static final byte[] NONE = {};
    private static final Found ABSENT = new Found(State.ABSENT, 0, Duration.ZERO, NONE, null);

    private final State state;
    private final long version;
    private final Duration remaining;
    private final byte @Nullable [] bytes;
    private final @Nullable LocalValue local;

    private Found(State state, long version, Duration remaining, byte @Nullable [] bytes, @Nullable LocalValue local) {
        this.state = state;
        this.version = version;
        this.remaining = remaining;
        this.bytes = bytes;
        this.local = local;
    }

    /**
     * No such value.
     *
     * @return the one instance
     */
    public static Found absent() {
        return ABSENT;
    }

    /**
     * A value with its bytes.
     *
     * @param version its version
     * @param remaining its own remaining time, see {@link #remaining()}
     * @param bytes its bytes; they now belong to this object and its reader
     * @return what was found
     */
    public static Found present(long version, Duration remaining, byte[] bytes) {
        return new Found(State.PRESENT, version, remaining, bytes, null);
    }

    /**
     * A value in the memory of this process; its bytes are copied only when they are asked for.
     *
     * @param version its version
     * @param remaining its own remaining time, see {@link #remaining()}
     * @param local the value
     * @return what was found
     */
    public static Found present(long version, Duration remaining, LocalValue local) {
        return new Found(State.PRESENT, version, remaining, null, local);
    }

    /**
     * A value of the version that the caller holds.
     *
     * @param version that version
     * @param remaining its own remaining time, see {@link #remaining()}
     * @return what was found
     */
    public static Found unchanged(long version, Duration remaining) {
        return new Found(State.UNCHANGED, version, remaining, NONE, null);
    }

    /**
     * Something else in a value's place.
     *
     * @param version the version that it stands under
     * @param remaining its own remaining time, see {@link #remaining()}
     * @return what was found
     */
    public static Found damaged(long version, Duration remaining) {
        return new Found(State.DAMAGED, version, remaining, NONE, null);
    }

    /**
     * How the value was found.
     *
     * @return the state
     */
    public State state() {
        return state;
    }

    /**
     * The value's version.
     *
     * @return a positive number, or 0 where absent
     */
    public long version() {
        return version;
    }

    /**
     * The time until the value's own deadline, which may lie after its session's end: the value dies with the session
     * all the same, but lives on if the session is extended. For a value without a deadline of its own, the session's
     * remaining time.
     *
     * @return zero where absent
     */
    public Duration remaining() {
        return remaining;
    }

    /**
     * The value's bytes.
     *
     * @return the reader's own; empty unless {@link State#PRESENT}
     */
    public byte[] bytes() {
        return bytes != null ? bytes : Objects.requireNonNull(local).bytes();
    }

    /**
     * The value itself, where it is in the memory of this process.
     *
     * @return null where it is not, and unless {@link State#PRESENT}
     */
    public @Nullable LocalValue local() {
        return local;
    }

    /** Names state and version; never the bytes. */
    @Override
    public String toString() {
        return state + " version " + version;
    }
}
