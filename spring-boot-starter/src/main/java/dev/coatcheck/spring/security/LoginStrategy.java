package dev.coatcheck.spring.security;

import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.session.SessionAuthenticationException;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;

/**
 * Has the visitor's session be the user's, once Security's own strategy has let the login pass. A session that is not
 * there yet is not created: {@link BegunByLogin} sees to it when that is done. A login whose session is the container's
 * is left alone. Thread-safe.
 */
final class LoginStrategy implements SessionAuthenticationStrategy {
    private static final String SEEN = LoginStrategy.class.getName();

    private final SessionAuthenticationStrategy ofSecurity;
    private final boolean renews;

    /** @param renews whether a new ticket is for us to give, as Security gives one to {@code HttpSession} alone */
    LoginStrategy(SessionAuthenticationStrategy ofSecurity, boolean renews) {
        this.ofSecurity = ofSecurity;
        this.renews = renews;
    }

    /** Whether the login of this request was one for the strategy. */
    static boolean hasSeen(HttpServletRequest request) {
        return request.getAttribute(SEEN) != null;
    }

    @Override
    public void onAuthentication(
            Authentication authentication, HttpServletRequest request, HttpServletResponse response) {
        request.setAttribute(SEEN, true);
        boolean isElsewhere = VisitorSession.of(request).isEmpty();
        if (!isElsewhere) {
            requireUsable(authentication.getName());
        }
        try {
            CurrentLogin.during(
                    authentication, isElsewhere, () -> ofSecurity.onAuthentication(authentication, request, response));
            // asked again, as it may be another one now
            VisitorSession.of(request).ifPresent(session -> take(session, authentication.getName(), request));
        } catch (IllegalStateException | SessionEndedException e) {
            if (hasEnded(e)) {
                throw new SessionAuthenticationException(
                        "the session was ended or given a new ticket while somebody logged in");
            }
            throw e;
        }
    }

    private static void requireUsable(String user) {
        try {
            Owners.requireUser(user);
        } catch (IllegalArgumentException e) {
            throw refused(e);
        }
    }

    private void take(Session session, String user, HttpServletRequest request) {
        if (!session.isLive()) {
            BegunByLogin.expect(user, request);
            return;
        }
        if (renews) {
            session.renew();
        }
        try {
            Owners.own(session, user);
        } catch (IllegalArgumentException e) {
            throw refused(e);
        }
    }

    private static SessionAuthenticationException refused(IllegalArgumentException cause) {
        return new SessionAuthenticationException("no session can belong to this user: " + cause.getMessage());
    }

    /** By another request: two logins at once, or an administrator. */
    private static boolean hasEnded(RuntimeException failure) {
        return failure instanceof SessionEndedException || failure.getCause() instanceof SessionEndedException;
    }
}
