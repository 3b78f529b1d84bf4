package dev.coatcheck.sqlite;

import java.sql.SQLException;

/**
 * The time in the file: none that was told to anybody is later by more than some seconds. From it, a process that opens
 * the file goes on, though the machine's clock was set back, and by it processes agree that share no session. What is
 * deleted leaves its time there, in the same transaction: so no later version can be the same.
 */
final class KnownTime {
    private static final String TIME = "SELECT coalesce(max(time), 0) FROM clock";
    private static final String KEEP = "REPLACE INTO clock (rowid, time) VALUES (1, ?)";

    private KnownTime() {}

    /** Puts the clock forward to the file's. */
    static void meet(Link link, StoreClock clock) throws SQLException {
        clock.atLeast(link.number(TIME));
    }

    /** The clock goes into the file, where that is not ahead. In a transaction. */
    static void keep(Link link, StoreClock clock) throws SQLException {
        meet(link, clock);
        // later than all that has happened
        link.update(KEEP, clock.micros() + 1);
    }
}
