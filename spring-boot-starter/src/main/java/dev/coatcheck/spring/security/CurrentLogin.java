package dev.coatcheck.spring.security;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * The login about which Security's strategies are asked in this thread. They tell the {@link StoredSessionRegistry} of
 * the principal alone, and it needs to know more. Immutable.
 */
final class CurrentLogin {
    private static final ThreadLocal<@Nullable CurrentLogin> CURRENT = new ThreadLocal<>();

    private final Authentication authentication;
    private final boolean isElsewhere;

    private CurrentLogin(Authentication authentication, boolean isElsewhere) {
        this.authentication = authentication;
        this.isElsewhere = isElsewhere;
    }

    /** @param isElsewhere whether the login is not to one of our sessions */
    static void during(Authentication authentication, boolean isElsewhere, Runnable strategies) {
        CURRENT.set(new CurrentLogin(authentication, isElsewhere));
        try {
            strategies.run();
        } finally {
            CURRENT.remove();
        }
    }

    /** Whether somebody is logging in to a session that is not ours. */
    static boolean isElsewhere() {
        CurrentLogin current = CURRENT.get();
        return current != null && current.isElsewhere;
    }

    /** The name of the authentication, which need not be its principal's, where that is the one that logs in. */
    static Optional<String> nameOf(Object principal) {
        return Optional.ofNullable(CURRENT.get())
                .map(current -> current.authentication)
                .filter(authentication -> principal.equals(authentication.getPrincipal()))
                .map(Authentication::getName);
    }
}
