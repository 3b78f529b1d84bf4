package dev.coatcheck.servlet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code HttpSession.getId()} gives: the session's id, a dot, and 11 characters that are others with each new
 * ticket, as who changes it expects. Nobody can tell the ticket from it.
 */
final class HttpSessionId {
    private static final Pattern TICKET = Pattern.compile("([A-Za-z0-9_-]{22})\\.[A-Za-z0-9_-]{43}");
    private static final int SHOWN = 11;

    private HttpSessionId() {}

    /** Of a ticket, or of any other text that a visitor sent in its place. */
    static String of(String ticket) {
        Matcher parts = TICKET.matcher(ticket);
        String hash = hash("HttpSession " + ticket);
        return parts.matches() ? parts.group(1) + "." + hash.substring(0, SHOWN) : hash;
    }

    /** Nobody's: whoever keeps something by it shares that with no other visitor. */
    static String ofNoSession() {
        return hash("no session " + UUID.randomUUID());
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
