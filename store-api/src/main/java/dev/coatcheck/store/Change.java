package dev.coatcheck.store;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts or removes one value, optionally only at an expected version. Immutable. */
public final class Change {
    private static final long ANY = -1;

    private final String name;
    private final @Nullable Payload payload;
    private final @Nullable Duration timeToLive;
    private final boolean keepsTime;
    private final long expectedVersion;

    private Change(
            String name,
            @Nullable Payload payload,
            @Nullable Duration timeToLive,
            boolean keepsTime,
            long expectedVersion) {
        this.name = name;
        this.payload = payload;
        this.timeToLive = timeToLive;
        this.keepsTime = keepsTime;
        this.expectedVersion = expectedVersion;
    }

    /**
     * Puts a value that lives as long as its session.
     *
     * @param name its name
     * @param payload its bytes
     * @return the change
     */
    public static Change put(String name, Payload payload) {
        return new Change(name, payload, null, false, ANY);
    }

    /**
     * As {@link #put(String, Payload)}.
     *
     * @param name its name
     * @param bytes copied
     * @return the change
     */
    public static Change put(String name, byte[] bytes) {
        return put(name, Payload.of(bytes.clone()));
    }

    /**
     * Puts a value with a time to live of its own.
     *
     * @param name its name
     * @param payload its bytes
     * @param timeToLive counted from the write; it may be longer than the session's remaining time
     * @return the change
     */
    public static Change put(String name, Payload payload, Duration timeToLive) {
        return new Change(name, payload, timeToLive, false, ANY);
    }

    /**
     * As {@link #put(String, Payload, Duration)}.
     *
     * @param name its name
     * @param bytes copied
     * @param timeToLive counted from the write
     * @return the change
     */
    public static Change put(String name, byte[] bytes, Duration timeToLive) {
        return put(name, Payload.of(bytes.clone()), timeToLive);
    }

    /**
     * Puts new bytes for a value, which keeps its deadline. Where there is no value, this is a {@link #put(String,
     * Payload)}.
     *
     * @param name its name
     * @param payload its bytes
     * @return the change
     */
    public static Change replace(String name, Payload payload) {
        return new Change(name, payload, null, true, ANY);
    }

    /**
     * As {@link #replace(String, Payload)}.
     *
     * @param name its name
     * @param bytes copied
     * @return the change
     */
    public static Change replace(String name, byte[] bytes) {
        return replace(name, Payload.of(bytes.clone()));
    }

    /**
     * Removes a value.
     *
     * @param name its name
     * @return the change
     */
    public static Change remove(String name) {
        return new Change(name, null, null, false, ANY);
    }

    /**
     * The same change on condition that the value has the given version. If it has another, the whole write is a
     * conflict.
     *
     * @param version the version expected, or 0 for a value that is absent or whose time is over
     * @return the conditional change
     */
    public Change ifVersion(long version) {
        return new Change(name, payload, timeToLive, keepsTime, version);
    }

    /**
     * The name of the value to change.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The bytes to put.
     *
     * @return empty for a removal
     */
    public Optional<Payload> payload() {
        return Optional.ofNullable(payload);
    }

    /**
     * The value's own time to live.
     *
     * @return empty where it lives as long as its session, for {@link #keepsTime()} and for a removal
     */
    public Optional<Duration> timeToLive() {
        return Optional.ofNullable(timeToLive);
    }

    /**
     * Whether a value that is there keeps its deadline.
     *
     * @return true for {@link #replace}
     */
    public boolean keepsTime() {
        return keepsTime;
    }

    /**
     * Whether the change is made only at {@link #expectedVersion()}.
     *
     * @return true after {@link #ifVersion}
     */
    public boolean isConditional() {
        return expectedVersion != ANY;
    }

    /**
     * The version that the value must have.
     *
     * @return the version, 0 for absent, or -1 where the change is not conditional
     */
    public long expectedVersion() {
        return expectedVersion;
    }

    /** Names the value and the kind of change; never the bytes. */
    @Override
    public String toString() {
        String kind = payload == null ? "remove " + name : "put " + name + " (" + payload + ")";
        return isConditional() ? kind + " at version " + expectedVersion : kind;
    }
}
