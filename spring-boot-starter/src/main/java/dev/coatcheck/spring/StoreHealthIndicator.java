package dev.coatcheck.spring;

import dev.coatcheck.SessionManager;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the sessions' store answers. Boot's own base class would log a stack trace each time that it does not. */
final class StoreHealthIndicator implements HealthIndicator {
    private final SessionManager sessions;

    StoreHealthIndicator(SessionManager sessions) {
        this.sessions = sessions;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        try {
            sessions.ping();
        } catch (RuntimeException e) {
            health.down(e);
        }
        return health.withDetail("sessions", sessions.toString()).build();
    }
}
