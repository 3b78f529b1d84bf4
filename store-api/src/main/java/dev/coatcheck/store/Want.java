package dev.coatcheck.store;

/**
 * A value to read.
 *
 * @param name the value's name
 * @param heldVersion the version that the caller already holds, 0 for none, {@link #ANY_VERSION} where only the value's
 *     presence and time matter; a value of a version held comes back as unchanged, without its bytes
 */
public record Want(String name, long heldVersion) {
    /** Every version counts as held. */
    public static final long ANY_VERSION = -1;

    /**
     * Wants a value of which the caller holds no version.
     *
     * @param name the value's name
     * @return the want
     */
    public static Want of(String name) {
        return new Want(name, 0);
    }

    /**
     * Wants to know whether a value is there, and its remaining time, without its bytes.
     *
     * @param name the value's name
     * @return the want
     */
    public static Want presence(String name) {
        return new Want(name, ANY_VERSION);
    }

    /**
     * Whether the caller does without the bytes of a value of the given version.
     *
     * @param version the version that the value has
     * @return true if the value is to come back as unchanged
     */
    public boolean holds(long version) {
        return heldVersion == version || heldVersion == ANY_VERSION;
    }
}
