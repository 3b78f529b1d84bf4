package dev.coatcheck.store;

import java.time.Duration;

/** What a read found under one name. Immutable. */
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

    private static final Found ABSENT = new Found(State.ABSENT, 0, Duration.ZERO, Payload.NONE);

    private final State state;
    private final long version;
    private final Duration remaining;
    private final Payload payload;

    private Found(State state, long version, Duration remaining, Payload payload) {
        this.state = state;
        this.version = version;
        this.remaining = remaining;
        this.payload = payload;
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
     * @param payload its bytes
     * @return what was found
     */
    public static Found present(long version, Duration remaining, Payload payload) {
        return new Found(State.PRESENT, version, remaining, payload);
    }

    /**
     * A value of the version that the caller holds.
     *
     * @param version that version
     * @param remaining its own remaining time, see {@link #remaining()}
     * @return what was found
     */
    public static Found unchanged(long version, Duration remaining) {
        return new Found(State.UNCHANGED, version, remaining, Payload.NONE);
    }

    /**
     * Something else in a value's place.
     *
     * @param version the version that it stands under
     * @param remaining its own remaining time, see {@link #remaining()}
     * @return what was found
     */
    public static Found damaged(long version, Duration remaining) {
        return new Found(State.DAMAGED, version, remaining, Payload.NONE);
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
     * @return without any unless {@link State#PRESENT}
     */
    public Payload payload() {
        return payload;
    }

    /**
     * A copy of the value's bytes.
     *
     * @return empty unless {@link State#PRESENT}
     */
    public byte[] bytes() {
        return payload.bytes().clone();
    }

    /** Names state and version; never the bytes. */
    @Override
    public String toString() {
        return state + " version " + version;
    }
}
