package dev.coatcheck.spring.security;

import dev.coatcheck.Session;
import dev.coatcheck.servlet.HttpSessions;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** The session of a request, where it is for us to say anything about it. */
final class VisitorSession {
    private VisitorSession() {}

    /** Empty where the request has not passed the filter, as one to a management port of its own. */
    static Optional<Session> of(HttpServletRequest request) {
        try {
            return Optional.of(HttpSessions.get(request));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }
}
