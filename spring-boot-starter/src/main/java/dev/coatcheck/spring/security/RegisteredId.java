package dev.coatcheck.spring.security;

import dev.coatcheck.Batch;
import dev.coatcheck.Key;
import dev.coatcheck.SessionInfo;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id that a session had in {@code HttpSession} when it was registered. What changes of it with the ticket stands in
 * the name of a value, as the list of a user's sessions tells these names: no session has to be asked for it.
 */
final class RegisteredId {
    private static final String PREFIX = "spring.security.id.";
    private static final Pattern CHANGING = Pattern.compile("[^.]*\\.([A-Za-z0-9_-]{1,64})");

    private RegisteredId() {}

    /** What a session has that was registered under this id; empty for an id as the store has it. */
    static Optional<Key<Boolean>> key(String httpSessionId) {
        Matcher id = CHANGING.matcher(httpSessionId);
        return id.matches() ? Optional.of(Key.of(PREFIX + id.group(1), Boolean.class)) : Optional.empty();
    }

    /** The store's own where the session was not registered. */
    static String of(SessionInfo session) {
        return session.storedBytes().keySet().stream()
                .filter(name -> name.startsWith(PREFIX))
                .map(name -> session.id() + "." + name.substring(PREFIX.length()))
                .findFirst()
                .orElse(session.id());
    }

    /** @param names those of the session's values */
    static void replace(Collection<String> names, String httpSessionId, Batch change) {
        names.stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> change.remove(Key.of(name, Boolean.class)));
        key(httpSessionId).ifPresent(key -> change.put(key, true));
    }
}
