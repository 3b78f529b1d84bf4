package dev.coatcheck.spring.security;

import dev.coatcheck.SessionListener;
import dev.coatcheck.SessionManager;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * A session that begins because a login is kept in it is the user's from then on, whatever filter the request has passed:
 * {@link UserSessions} hears of {@code HttpSession} by the starter's own filter alone. Who has logged in is a note of
 * the request, as to ask Security would look into the session that is being created. Thread-safe.
 */
final class BegunByLogin implements SessionListener {
    private static final String EXPECTED = BegunByLogin.class.getName() + ".expected";
    private static final String DONE = BegunByLogin.class.getName() + ".done";

    private final SessionManager sessions;

    BegunByLogin(SessionManager sessions) {
        this.sessions = sessions;
    }

    /** The next session that the request begins is the user's. */
    static void expect(String user, HttpServletRequest request) {
        request.setAttribute(EXPECTED, user);
    }

    /** Whether this request has begun that session for a login, so that it is owned. */
    static boolean hasOwned(String sessionId) {
        return current()
                .filter(request -> sessionId.equals(request.getAttribute(DONE)))
                .isPresent();
    }

    @Override
    public void created(String sessionId) {
        current().ifPresent(request -> own(sessionId, request));
    }

    private void own(String sessionId, HttpServletRequest request) {
        if (request.getAttribute(EXPECTED) instanceof String user) {
            request.removeAttribute(EXPECTED);
            sessions.findById(sessionId).ifPresent(session -> UserSessions.ownOrEnd(session, user));
            request.setAttribute(DONE, sessionId);
        }
    }

    private static Optional<HttpServletRequest> current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? Optional.of(attributes.getRequest())
                : Optional.empty();
    }
}
