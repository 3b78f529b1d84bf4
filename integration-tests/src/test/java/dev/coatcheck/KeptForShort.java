package dev.coatcheck;

import dev.coatcheck.store.DataStore;
import java.time.Duration;

/** Managers whose kept values are swept more often than applications can have it, so that no test waits a minute. */
public final class KeptForShort {
    private KeptForShort() {}

    /** What nobody reads is given back within twice that time. */
    public static SessionManager manager(DataStore store, CoatcheckConfig config, Duration betweenSweeps) {
        return new SessionManager(store, config, betweenSweeps);
    }
}
