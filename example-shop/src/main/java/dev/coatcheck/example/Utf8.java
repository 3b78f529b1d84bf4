package dev.coatcheck.example;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds where a text is no UTF-8: decoders read ahead, so when they fail they cannot tell. */
final class Utf8 {
    private Utf8() {}

    /** The first line that is no UTF-8, counted from 1; the last line where all are. */
    static long firstBadLine(Path file) throws IOException {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (long number = 1; ; number++) {
                boolean last = isLast(bytes, line);
                if (last || !isUtf8(line.toByteArray())) {
                    return number;
                }
                line.reset();
            }
        }
    }

    /** Reads to the next line feed, which no character of UTF-8 has inside. */
    private static boolean isLast(InputStream bytes, ByteArrayOutputStream line) throws IOException {
        int next = bytes.read();
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = bytes.read();
        }
        return next < 0;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
