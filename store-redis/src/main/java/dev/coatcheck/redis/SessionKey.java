package dev.coatcheck.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The keys of one session in Redis. Its braces make all of them hash to one slot of a cluster. */
final class SessionKey {
    /** The hash's field for the session itself. */
    static final byte[] SESSION = bytes(":session");

    private final byte[] hash;

    private SessionKey(byte[] hash) {
        this.hash = hash;
    }

    static SessionKey of(String prefix, String id) {
        return new SessionKey(bytes(prefix + ":{" + id + "}"));
    }

    /** The key of the session itself. Not a copy. */
    byte[] hash() {
        return hash;
    }

    /** The key of a value. */
    byte[] value(String name) {
        byte[] tail = bytes(name);
        byte[] key = Arrays.copyOf(hash, hash.length + 1 + tail.length);
        key[hash.length] = ':';
        System.arraycopy(tail, 0, key, hash.length + 1, tail.length);
        return key;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
