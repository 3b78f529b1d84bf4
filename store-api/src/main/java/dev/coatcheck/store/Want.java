package dev.coatcheck.store;

/**
 * A value to read.
 *
 * @param name the value's name
 * @param heldVersion the version that the caller holds already: a value of that version comes back as <i>unchanged</i>,
 *     without its bytes. 0 for none; {@link #ANY_VERSION} where the caller needs no bytes, whatever the version
 */
public record Want(String name, long heldVersion) {
    /** For a caller who needs no bytes: every version counts as held. */
    public static final long ANY_VERSION = -1;

    /**
     * Wants a value with its bytes, whatever its version.
     *
     * @param name the value's name
     * @return the want
     */
    public static Want of(String name) {
        return new Want(name, 0);
    }

    /**
     * Wants to know whether there is a value, its version, its remaining time and its length, without its
     * bytes.
     *
     * @param name the value's name
     * @return the want
     */
    public static Want presence(String name) {
        return new Want(name, ANY_VERSION);
    }

    /**
     * Whether a value is to come back as <i>unchanged</i>, without its bytes.
     *
     * @param version the value's version in the store
     * @return true if that is the held version, or any version will do
     */
    public boolean holds(long version) {
        return heldVersion == version || heldVersion == ANY_VERSION;
    }
}
