package dev.coatcheck.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.coatcheck.codec.CodecException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/** Standard zstd frames, <a href="https://www.rfc-editor.org/rfc/rfc8878">RFC 8878</a>. */
final class ZstdFrame {
    private static final int LEVEL = 1;
    private static final byte[] MAGIC = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};

    /** The most that a byte of a frame can stand for: a block of 128 KB takes four bytes at least (section 3.1.1.2). */
    private static final long MOST_PER_BYTE = 32 * 1024;

    private ZstdFrame() {}

    /** Of the first {@code length} bytes. */
    static byte[] compress(byte[] json, int length) {
        byte[] frame = new byte[Math.toIntExact(Zstd.compressBound(length))];
        long size = Zstd.compressByteArray(frame, 0, frame.length, json, 0, length, LEVEL);
        if (Zstd.isError(size)) {
            throw new IllegalStateException("zstd cannot compress: " + Zstd.getErrorName(size));
        }
        return Arrays.copyOf(frame, (int) size);
    }

    static boolean isFrame(byte[] bytes) {
        return bytes.length > MAGIC.length
                && bytes[0] == MAGIC[0]
                && bytes[1] == MAGIC[1]
                && bytes[2] == MAGIC[2]
                && bytes[3] == MAGIC[3];
    }

    /** Never makes more than {@code maxBytes}, and takes no memory for a size that the frame only claims. */
    static byte[] decompress(byte[] frame, long maxBytes) throws CodecException {
        long size = Zstd.getFrameContentSize(frame);
        if (size > Math.min(maxBytes, Integer.MAX_VALUE - 8)) {
            throw new CodecException(Reason.UNREADABLE, "its JSON would be over " + maxBytes + " bytes");
        }
        if (size > frame.length * MOST_PER_BYTE) {
            throw new CodecException(Reason.UNREADABLE, "a zstd frame that claims more than it can hold");
        }
        try {
            return size > 0 ? Zstd.decompress(frame, (int) size) : decompressUnsized(frame, maxBytes);
        } catch (ZstdException | IOException e) {
            throw new CodecException(Reason.UNREADABLE, "a damaged zstd frame");
        }
    }

    /** A frame that another writer made as a stream does not tell its size. */
    private static byte[] decompressUnsized(byte[] frame, long maxBytes) throws IOException, CodecException {
        try (ZstdInputStreamNoFinalizer in = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(frame))) {
            byte[] json = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxBytes + 1));
            if (json.length > maxBytes) {
                throw new CodecException(Reason.UNREADABLE, "its JSON would be over " + maxBytes + " bytes");
            }
            return json;
        }
    }
}
