package dev.coatcheck.codec;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Bytes up to a limit: it stops the encoder as soon as the limit is passed, so that an oversized value never takes its
 * full memory.
 */
final class BoundedOutput extends OutputStream {
    private static final int LEAST = 256;

    /** After a large value, the next may be a small one: more than this is taken only when it is filled. */
    private static final int MOST_AT_FIRST = 1 << 20;

    private final long maxBytes;
    private byte[] bytes;
    private int size;
    private boolean isFull;

    /** Begins with room for a value a little larger than expected, within bounds. */
    BoundedOutput(long maxBytes, int expected) {
        this.maxBytes = maxBytes;
        this.bytes = new byte[roomAtFirst(expected)];
    }

    static int roomAtFirst(int expected) {
        return (int) Math.max(LEAST, Math.min(MOST_AT_FIRST, expected + expected / 8L));
    }

    @Override
    public void write(int b) {
        require(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        require(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private void require(int more) {
        long needed = size + (long) more;
        if (needed > maxBytes || needed > Integer.MAX_VALUE - 8) {
            isFull = true;
            throw new IllegalStateException("full");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, bytes.length * 2L)));
        }
    }

    /** Whether more was to be written than the limit allows. */
    boolean isFull() {
        return isFull;
    }

    int size() {
        return size;
    }

    /** The bytes written, and room behind them. */
    byte[] array() {
        return bytes;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
