package dev.coatcheck.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value's bytes. Immutable, and therefore never copied: neither who makes one nor who reads it changes the array.
 *
 * <p>A driver that keeps its values in this heap keeps the very object that it was given, and gives it back. Then what
 * the upper layer has decoded of these bytes is found again with them, and goes with them. Any other driver sends the
 * bytes, and makes a new object of those that it reads. Neither needs to know of {@link #memo()}. Thread-safe.
 */
public final class Payload {
    private static final byte[] NO_BYTES = {};

    /** Of what has no bytes. */
    static final Payload NONE = new Payload(NO_BYTES);

    private final byte[] bytes;
    private volatile @Nullable Object memo;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The payload of an array.
     *
     * @param bytes not copied, and changed by nobody from now on
     * @return a new object
     */
    public static Payload of(byte[] bytes) {
        return new Payload(Objects.requireNonNull(bytes, "bytes"));
    }

    /**
     * The bytes.
     *
     * @return no copy; not to be changed
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * What the upper layer remembers with this very object; no driver's concern.
     *
     * @return null where that is nothing
     */
    public @Nullable Object memo() {
        return memo;
    }

    /**
     * Has the upper layer remember something with this very object, in place of what it remembered; no driver's concern.
     *
     * @param next whatever it is
     */
    public void remember(Object next) {
        memo = next;
    }

    /** How many bytes there are; never the bytes. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
