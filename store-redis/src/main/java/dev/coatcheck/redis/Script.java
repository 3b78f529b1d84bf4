package dev.coatcheck.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/** A Lua script that runs in Redis, as one atomic step. */
final class Script {
    static final Script CREATE = load("create");
    static final Script READ = load("read");
    static final Script WRITE = load("write");
    static final Script EXTEND = load("extend");
    static final Script NAMES = load("names");
    static final Script DELETE = load("delete");
    static final Script DELETE_IF_EMPTY = load("delete_if_empty");

    private final byte[] text;
    private final byte[] hash;

    private Script(byte[] text) {
        this.text = text;
        this.hash = SessionKey.bytes(HexFormat.of().formatHex(sha1(text)));
    }

    private static Script load(String name) {
        return new Script(SessionKey.bytes(resource("common") + resource(name)));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(name + ".lua"), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha1(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }

    byte[] text() {
        return text;
    }

    byte[] hash() {
        return hash;
    }
}
