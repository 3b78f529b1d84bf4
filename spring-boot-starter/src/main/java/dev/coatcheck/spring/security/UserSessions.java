package dev.coatcheck.spring.security;

import dev.coatcheck.Session;
import dev.coatcheck.SessionListener;
import dev.coatcheck.SessionManager;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * A session that is created for somebody who is logged in is that user's: the login itself may create it, or the first
 * write after it. Thread-safe.
 *
 * <p>To ask Security who that is makes it look into the {@code HttpSession}. Where that is ours, it has to be there by
 * then: so that one is heard of as a listener of {@code HttpSession}, which is told when all is done.
 */
final class UserSessions implements SessionListener, HttpSessionListener {
    private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

    private final SessionManager sessions;

    UserSessions(SessionManager sessions) {
        this.sessions = sessions;
    }

    @Override
    public void created(String sessionId) {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        if (TRUST.isAuthenticated(user)) {
            sessions.findById(sessionId).ifPresent(session -> own(session, user.getName()));
        }
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        created(StoredSessionRegistry.storedId(event.getSession().getId()));
    }

    /** One that would not be found among the user's is not left to live. */
    private static void own(Session session, String user) {
        try {
            session.belongsTo(user);
        } catch (RuntimeException e) {
            session.end();
            throw e;
        }
    }
}
