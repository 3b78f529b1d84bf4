package dev.coatcheck.spring.security;

import dev.coatcheck.Session;
import java.util.regex.Pattern;

/** Whom sessions belong to: users, and what leads from a provider's session to ours. No user may have such a name. */
final class Owners {
    private static final String PREFIX = "oidc:";
    /** SHA-256 in Base64. Whoever calls their users by the prefix and anything else may do so. */
    private static final Pattern LINK = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    private Owners() {}

    /** @param hash 43 characters */
    static String link(String hash) {
        return PREFIX + hash;
    }

    /** @throws IllegalArgumentException if the name is none of a user */
    static void requireUser(String name) {
        if (LINK.matcher(name).matches()) {
            throw new IllegalArgumentException("the name has the form that is kept for logout by a provider");
        }
    }

    /** @throws IllegalArgumentException if no session can belong to a user of that name */
    static void own(Session session, String user) {
        requireUser(user);
        session.belongsTo(user);
    }
}
