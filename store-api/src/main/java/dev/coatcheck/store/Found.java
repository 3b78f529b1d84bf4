package dev.coatcheck.store;

import java.time.Duration;

/** What a read found under one name. Immutable. */
public final class Found {
    /** How a value was found. */
    public enum State {
        /** There is no such value, or its time is over. */
        ABSENT,
        /** The value is there, and comes with its bytes. */
        PRESENT,
        /** The value still has the version that the caller holds; it comes without its bytes. */
        UNCHANGED,
        /** Something is there that no driver has written as a value. It can be overwritten and removed. */
        DAMAGED
    }

    private static final Found ABSENT = new Found(State.ABSENT, 0, Duration.ZERO, false, Payload.NONE, 0);

    private final State state;
    private final long version;
    private final Duration remaining;
    private final boolean hasOwnTime;
    private final Payload payload;
    private final long length;

    private Found(State state, long version, Duration remaining, boolean hasOwnTime, Payload payload, long length) {
        this.state = state;
        this.version = version;
        this.remaining = remaining;
        this.hasOwnTime = hasOwnTime;
        this.payload = payload;
        this.length = length;
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
     * @param remaining see {@link #remaining()}
     * @param payload its bytes
     * @return what was found
     */
    public static Found present(long version, Duration remaining, Payload payload) {
        return new Found(State.PRESENT, version, remaining, false, payload, 0);
    }

    /**
     * A value of the version that the caller holds.
     *
     * @param version that version
     * @param remaining see {@link #remaining()}
     * @return what was found
     */
    public static Found unchanged(long version, Duration remaining) {
        return unchanged(version, remaining, 0);
    }

    /**
     * A value of which no bytes were wanted, see {@link Want#presence}.
     *
     * @param version its version
     * @param remaining see {@link #remaining()}
     * @param length how many bytes it has
     * @return what was found
     */
    public static Found unchanged(long version, Duration remaining, long length) {
        return new Found(State.UNCHANGED, version, remaining, false, Payload.NONE, length);
    }

    /**
     * Something that is not a value of this store.
     *
     * @param version the version that is recorded for it
     * @param remaining see {@link #remaining()}
     * @return what was found
     */
    public static Found damaged(long version, Duration remaining) {
        return new Found(State.DAMAGED, version, remaining, false, Payload.NONE, 0);
    }

    /**
     * The same, of a value that was put with a time to live. One that is made without calling this ends with its session.
     *
     * @return what was found
     */
    public Found withOwnTime() {
        return new Found(state, version, remaining, true, payload, length);
    }

    /**
     * The same under another version, for a store that is around another and tells versions of its own.
     *
     * @param otherVersion its version there
     * @return what was found
     */
    public Found at(long otherVersion) {
        return new Found(state, otherVersion, remaining, hasOwnTime, payload, length);
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
     * The time until the value's own deadline, or the session's remaining time where it has none. A deadline may be
     * later than the session's end: the value ends with its session, but if that is extended, the deadline counts.
     *
     * @return zero where absent
     */
    public Duration remaining() {
        return remaining;
    }

    /**
     * Whether the value has a time to live of its own, also where that is as long as its session's. Where the session is
     * extended, such a value stays as it is, and any other follows.
     *
     * @return false where absent
     */
    public boolean hasOwnTime() {
        return hasOwnTime;
    }

    /**
     * The value's bytes.
     *
     * @return a payload without bytes unless {@link State#PRESENT}
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

    /**
     * How many bytes the value has in the store. Known where it comes with its bytes, and where only its presence was
     * wanted.
     *
     * @return the number of bytes, 0 where it is not known
     */
    public long length() {
        return state == State.PRESENT ? payload.bytes().length : length;
    }

    /** The state and the version; never the bytes. */
    @Override
    public String toString() {
        return state + " version " + version;
    }
}
