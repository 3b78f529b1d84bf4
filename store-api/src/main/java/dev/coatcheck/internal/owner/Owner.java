package dev.coatcheck.internal.owner;

import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.Found;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * Whose sessions some are, by a hash of the name that the application gives: the name itself stands in no store. The
 * hash is also the id of the owner's index, which no visitor's session can have: it has 43 characters, not 22.
 */
public record Owner(String indexId) {
    /** The name under which a session keeps its owner. */
    public static final String NAME = "@owner";

    private static final int MAX_LENGTH = 256;

    /** The owner of that name. */
    public static Owner of(String name) {
        int length = Objects.requireNonNull(name, "owner").length();
        if (length == 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "an owner is 1 to " + MAX_LENGTH + " characters, and this one has " + length);
        }
        // what UTF-8 cannot carry would be replaced, and two owners might become one
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("an owner is Unicode text, and this one has half a surrogate pair");
        }
        return new Owner(Ticket.hash(("coatcheck-owner:" + name).getBytes(StandardCharsets.UTF_8)));
    }

    /** The owner that a session keeps; none too where something else stands in its place. */
    public static Optional<Owner> of(Found found) {
        String json = new String(found.payload().bytes(), StandardCharsets.US_ASCII);
        return json.length() > 2 && Ticket.isHash(json.substring(1, json.length() - 1))
                ? Optional.of(new Owner(json.substring(1, json.length() - 1)))
                : Optional.empty();
    }

    /** Has a session keep this owner: the hash, as a JSON string. */
    public Change put() {
        return Change.put(NAME, ('"' + indexId + '"').getBytes(StandardCharsets.US_ASCII));
    }

    /** Not even the hash, from which a name can be guessed. */
    @Override
    public String toString() {
        return "owner";
    }
}
