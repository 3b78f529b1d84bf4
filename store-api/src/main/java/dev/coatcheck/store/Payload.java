package dev.coatcheck.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value's bytes. The array is not copied, so neither its maker nor its readers may change it.
 *
 * <p>A driver that keeps its values in this heap keeps and returns the very object that it was given: the upper layer
 * may have attached the decoded value to it, which is then found with the bytes and given back with them. Any other
 * driver sends the bytes, and makes a new payload of the bytes that it reads. No driver uses {@link #memo()} or {@link
 * #remember}. Thread-safe.
 */
public final class Payload {
    private static final byte[] NO_BYTES = {};

    /** For what has no bytes. */
    static final Payload NONE = new Payload(NO_BYTES);

    private final byte[] bytes;
    private volatile @Nullable Object memo;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A payload of an array.
     *
     * @param bytes not copied; not to be changed from now on
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
     * What the upper layer has attached to this object. Not for drivers.
     *
     * @return null where there is nothing
     */
    public @Nullable Object memo() {
        return memo;
    }

    /**
     * Attaches something to this object for the upper layer, in place of what was attached before. Not for drivers.
     *
     * @param next what to attach
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
