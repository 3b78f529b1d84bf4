package dev.coatcheck.servlet.attribute;

import dev.coatcheck.Key;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * Any text as the name of a value, and back. What a key's name may not have, and the hyphen, becomes a hyphen with two
 * hexadecimal digits, or one with a {@code u} and four. A text that is too long for a key stands under its hash, and
 * under a second name by itself.
 */
final class AttributeName {
    static final String PREFIX = "attribute.";
    private static final String LONG = PREFIX + "-long.";
    private static final String NAME = PREFIX + "-name.";
    private static final int MOST = 128;

    private AttributeName() {}

    /** The name of the value that an attribute's bytes stand in. */
    static String ofValue(String attribute) {
        String encoded = PREFIX + encode(attribute);
        return encoded.length() <= MOST ? encoded : LONG + hash(attribute);
    }

    /** Where a long name stands itself; empty for one that the value's name tells. */
    static Optional<Key<String>> ofName(String attribute) {
        return PREFIX.length() + encode(attribute).length() <= MOST
                ? Optional.empty()
                : Optional.of(Key.of(NAME + hash(attribute), String.class));
    }

    /** Whether that is the name of a value with an attribute in it, whose name it tells. */
    static boolean isShort(String valueName) {
        return valueName.startsWith(PREFIX) && !valueName.startsWith(LONG) && !valueName.startsWith(NAME);
    }

    /** Whether a long name stands there. */
    static boolean isOfName(String valueName) {
        return valueName.startsWith(NAME);
    }

    /** The attribute's name; empty where nothing that is written here could have that name. */
    static Optional<String> decode(String valueName) {
        StringBuilder decoded = new StringBuilder();
        int at = PREFIX.length();
        try {
            while (at < valueName.length()) {
                char c = valueName.charAt(at++);
                if (c == '-') {
                    boolean isWide = valueName.charAt(at) == 'u';
                    int from = isWide ? at + 1 : at;
                    at = from + (isWide ? 4 : 2);
                    c = (char) Integer.parseInt(valueName.substring(from, at), 16);
                }
                decoded.append(c);
            }
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
        return Optional.of(decoded.toString()).filter(name -> ofValue(name).equals(valueName));
    }

    private static String encode(String attribute) {
        StringBuilder encoded = new StringBuilder(attribute.length());
        for (int i = 0; i < attribute.length(); i++) {
            char c = attribute.charAt(i);
            if (isPlain(c)) {
                encoded.append(c);
            } else {
                encoded.append(c < 0x100 ? String.format("-%02x", (int) c) : String.format("-u%04x", (int) c));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    }

    private static String hash(String attribute) {
        try {
            // of each UTF-16 unit, as half a surrogate pair is nothing in other encodings
            byte[] bytes = attribute.getBytes(StandardCharsets.UTF_16BE);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
