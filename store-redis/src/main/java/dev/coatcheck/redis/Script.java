package dev.coatcheck.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A Lua script that runs in Redis, as one atomic step. It is called by its hash, in one round trip; a server that does
 * not know it yet, or has forgotten it, is sent the text by the same call.
 */
final class Script {
    static final Script CREATE = load("create");
    static final Script READ = load("read");
    static final Script WRITE = load("write");
    static final Script EXTEND = load("extend");
    static final Script NAMES = load("names");
    static final Script DELETE = load("delete");

    private final byte[] text;
    private final byte[] hash;

    private Script(byte[] text) {
        this.text = text;
        this.hash = bytes(HexFormat.of().formatHex(sha1(text)));
    }

    private static Script load(String name) {
        return new Script(bytes(resource("common") + resource(name)));
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

    @Nullable
    Object run(Connection connection, List<byte[]> keys, List<byte[]> arguments) {
        byte[][] command = new byte[2 + keys.size() + arguments.size()][];
        command[1] = bytes(Integer.toString(keys.size()));
        List<byte[]> all = new ArrayList<>(keys);
        all.addAll(arguments);
        for (int i = 0; i < all.size(); i++) {
            command[2 + i] = all.get(i);
        }
        try {
            return call(connection, Command.EVALSHA, hash, command);
        } catch (JedisNoScriptException e) {
            return call(connection, Command.EVAL, text, command);
        }
    }

    private static @Nullable Object call(Connection connection, Command how, byte[] what, byte[][] command) {
        command[0] = what;
        connection.sendCommand(how, command);
        return connection.getOne();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
