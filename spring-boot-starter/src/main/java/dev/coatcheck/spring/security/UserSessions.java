package dev.coatcheck.spring.security;

import dev.coatcheck.Session;
import dev.coatcheck.SessionListener;
import dev.coatcheck.SessionManager;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.function.Supplier;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * A session that is created for somebody who is logged in is that user's: the login itself may create it, or the first
 * write after it. Thread-safe.
 *
 * <p>To ask Security who that is makes it look into the {@code HttpSession}. Where that is ours, it has to be there by
 * then: so that one is heard of as a listener of {@code HttpSession}, which is told when all is done.
 */
final class UserSessions implements HttpSessionListener {
    private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

    private final SessionManager sessions;
    private final Supplier<SecurityContextHolderStrategy> security;

    /** @param security where Security keeps who is logged in, asked each time, as applications may set it late */
    UserSessions(SessionManager sessions, Supplier<SecurityContextHolderStrategy> security) {
        this.sessions = sessions;
        this.security = security;
    }

    /** For a manager to tell, where {@code HttpSession} is the container's. No bean, as those are told as well. */
    SessionListener ofManager() {
        return new SessionListener() {
            @Override
            public void created(String sessionId) {
                own(sessionId);
            }
        };
    }

    private void own(String sessionId) {
        Authentication user = security.get().getContext().getAuthentication();
        if (TRUST.isAuthenticated(user)) {
            sessions.findById(sessionId).ifPresent(session -> ownOrEnd(session, user.getName()));
        }
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        String id = StoredSessionRegistry.storedId(event.getSession().getId());
        if (!BegunByLogin.hasOwned(id)) {
            own(id);
        }
    }

    /** One that would not be found among the user's is not left to live. */
    static void ownOrEnd(Session session, String user) {
        try {
            Owners.own(session, user);
        } catch (RuntimeException e) {
            session.end();
            throw e;
        }
    }
}
