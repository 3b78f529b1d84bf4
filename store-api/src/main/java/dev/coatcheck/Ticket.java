package dev.coatcheck;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code id.secret}, both base64url: 128 random bits that name the session and 256 that prove who may have it, 66
 * characters in all. The store keeps only the secret's SHA-256, so that who reads the store cannot take sessions over.
 */
final class Ticket {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int ID_LENGTH = 22;
    private static final int HASH_LENGTH = 43;
    private static final int LENGTH = 66;
    private static final boolean[] BASE64_CHARACTERS = base64Characters();

    private final String text;
    private final String id;

    private Ticket(String text, String id) {
        this.text = text;
        this.id = id;
    }

    /** A ticket for a new session. */
    static Ticket create() {
        return forSession(random(16));
    }

    /** A new ticket for a session that has an id. */
    static Ticket forSession(String id) {
        return new Ticket(id + "." + random(32), id);
    }

    private static String random(int bytes) {
        byte[] bits = new byte[bytes];
        RANDOM.nextBytes(bits);
        return BASE64.encodeToString(bits);
    }

    /** Empty for anything that has not a ticket's form. */
    static Optional<Ticket> parse(@Nullable String text) {
        return text != null
                        && text.length() == LENGTH
                        && isBase64(text, 0, ID_LENGTH)
                        && text.charAt(ID_LENGTH) == '.'
                        && isBase64(text, ID_LENGTH + 1, LENGTH)
                ? Optional.of(new Ticket(text, text.substring(0, ID_LENGTH)))
                : Optional.empty();
    }

    /** Whether a text has the form of a session's id. */
    static boolean isId(String text) {
        return text.length() == ID_LENGTH && isBase64(text, 0, ID_LENGTH);
    }

    /** By hand: this runs for each request, and a regular expression takes half a microsecond. */
    private static boolean isBase64(String text, int from, int to) {
        boolean isBase64 = true;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            isBase64 &= c < BASE64_CHARACTERS.length && BASE64_CHARACTERS[c];
        }
        return isBase64;
    }

    private static boolean[] base64Characters() {
        boolean[] characters = new boolean[128];
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                .chars()
                .forEach(c -> characters[c] = true);
        return characters;
    }

    String id() {
        return id;
    }

    String text() {
        return text;
    }

    /** What the store keeps of the secret: its hash, as a JSON string. */
    byte[] proof() {
        return bytes('"' + hash(bytes(text.substring(ID_LENGTH + 1))) + '"');
    }

    /** SHA-256, 43 characters of base64url. */
    static String hash(byte[] bytes) {
        return BASE64.encodeToString(sha256().digest(bytes));
    }

    /** Whether a text has the form of a hash. */
    static boolean isHash(String text) {
        return text.length() == HASH_LENGTH && isBase64(text, 0, HASH_LENGTH);
    }

    /** In constant time, so that the answer's delay tells nothing of the secret. */
    boolean matches(byte[] proof) {
        return MessageDigest.isEqual(proof(), proof);
    }

    /** In constant time too. */
    boolean isSame(Ticket other) {
        int difference = 0;
        for (int i = 0; i < LENGTH; i++) {
            difference |= text.charAt(i) ^ other.text.charAt(i);
        }
        return difference == 0;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
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
