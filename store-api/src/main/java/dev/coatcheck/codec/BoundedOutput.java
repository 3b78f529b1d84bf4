package dev.coatcheck.codec;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Bytes up to a limit: it stops the encoder as soon as the limit is passed, so that an oversized value never takes its
 * full memory.
 */
final class BoundedOutput extends OutputStream {
    private static final int LEAST = 256;

    private final long maxBytes;
    private byte[] bytes;
    private int size;
    private boolean isFull;

    /** Begins with room for a value a little larger than expected. */
    BoundedOutput(long maxBytes, int expected) {
        this.maxBytes = maxBytes;
        this.bytes = new byte[Math.max(LEAST, expected + expected / 8)];
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
