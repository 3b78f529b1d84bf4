package dev.coatcheck.spring.security;

import java.time.Instant;
import java.util.Date;
import org.springframework.security.core.session.SessionInformation;

/** What Security knows of a session: as of one moment, but that it has expired is told to the store. */
final class StoredSessionInformation extends SessionInformation {
    private static final long serialVersionUID = 1;

    private final transient Runnable expiry;

    StoredSessionInformation(
            Object principal, String sessionId, Instant lastRequest, boolean isExpired, Runnable expiry) {
        super(principal, sessionId, Date.from(lastRequest));
        this.expiry = expiry;
        if (isExpired) {
            super.expireNow();
        }
    }

    @Override
    public void expireNow() {
        expiry.run();
        super.expireNow();
    }
}
