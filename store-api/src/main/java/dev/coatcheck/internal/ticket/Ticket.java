package dev.coatcheck.internal.ticket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code id.secret}, both base64url: 128 random bits that name the session and 256 that prove who may have it, 66
 * characters in all. The store keeps only the secret's SHA-256, so that who reads the store cannot take sessions over.
 */
public final class Ticket {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int ID_LENGTH = 22;
    private static final int HASH_LENGTH = 43;
    private static final int LENGTH = 66;
    /** Where the hash stands in what the store keeps, see {@link Terms#proof}. */
    private static final int HASH_AT = 1;

    private static final byte[] NO_BYTES = {};
    private static final boolean[] BASE64_CHARACTERS = base64Characters();
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** One byte for each character. */
    private final byte[] text;

    private final String id;

    private Ticket(byte[] text, String id) {
        this.text = text;
        this.id = id;
    }

    /** A ticket for a new session. */
    public static Ticket create() {
        return forSession(random(16));
    }

    /** A new ticket for a session that has an id. */
    public static Ticket forSession(String id) {
        return new Ticket(bytes(id + "." + random(32)), id);
    }

    private static String random(int bytes) {
        byte[] bits = new byte[bytes];
        RANDOM.nextBytes(bits);
        return BASE64.encodeToString(bits);
    }

    /** Empty for anything that has not a ticket's form. */
    public static Optional<Ticket> parse(@Nullable String text) {
        if (text == null || text.length() != LENGTH) {
            return Optional.empty();
        }
        byte[] ascii = bytes(text);
        return ascii.length == LENGTH
                        && isBase64(ascii, 0, ID_LENGTH)
                        && ascii[ID_LENGTH] == '.'
                        && isBase64(ascii, ID_LENGTH + 1, LENGTH)
                ? Optional.of(new Ticket(ascii, text.substring(0, ID_LENGTH)))
                : Optional.empty();
    }

    /** Whether a text has the form of a session's id. */
    public static boolean isId(String text) {
        return isBase64(text, ID_LENGTH);
    }

    private static boolean isBase64(String text, int length) {
        byte[] ascii = text.length() == length ? bytes(text) : NO_BYTES;
        return ascii.length == length && isBase64(ascii, 0, length);
    }

    /** By hand: this runs for each request, and a regular expression takes half a microsecond. */
    private static boolean isBase64(byte[] text, int from, int to) {
        boolean isBase64 = true;
        for (int i = from; i < to; i++) {
            isBase64 &= BASE64_CHARACTERS[text[i] & 0xFF];
        }
        return isBase64;
    }

    private static boolean[] base64Characters() {
        boolean[] characters = new boolean[256];
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                .chars()
                .forEach(c -> characters[c] = true);
        return characters;
    }

    /** The session's. */
    public String id() {
        return id;
    }

    /** For the visitor, and nobody else. */
    public String text() {
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** What the store keeps of the secret. */
    String secretHash() {
        return hash(Arrays.copyOfRange(text, ID_LENGTH + 1, LENGTH));
    }

    /** SHA-256, 43 characters of base64url. */
    public static String hash(byte[] bytes) {
        return BASE64.encodeToString(sha256().digest(bytes));
    }

    /** Whether a text has the form of a hash. */
    public static boolean isHash(String text) {
        return isBase64(text, HASH_LENGTH);
    }

    /** In constant time, so that the answer's delay tells nothing of the secret. */
    boolean matches(byte[] proof) {
        return proof.length > HASH_AT + HASH_LENGTH
                && MessageDigest.isEqual(
                        bytes(secretHash()), Arrays.copyOfRange(proof, HASH_AT, HASH_AT + HASH_LENGTH));
    }

    /** The text, for a comparison; never changed. */
    byte[] characters() {
        return text;
    }

    /** Whether this is another ticket's text: in constant time too, eight characters at once. */
    boolean isSame(byte[] other) {
        long difference = longs(other, LENGTH - Long.BYTES);
        for (int i = 0; i < LENGTH - Long.BYTES; i += Long.BYTES) {
            difference |= longs(other, i);
        }
        return difference == 0;
    }

    private long longs(byte[] other, int at) {
        return (long) LONGS.get(text, at) ^ (long) LONGS.get(other, at);
    }

    /**
     * In the charset that costs least. What it has no byte for becomes a question mark, which is in no ticket; so does
     * a surrogate pair, and then there are fewer bytes than characters.
     */
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ticket of session " + id();
    }
}
