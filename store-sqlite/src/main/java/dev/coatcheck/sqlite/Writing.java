package dev.coatcheck.sqlite;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.WriteResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes sessions, each call in a transaction that its caller has begun: from then on nobody else writes, and the clock
 * is read.
 */
final class Writing {
    private static final String LAST_VERSION = """
            SELECT coalesce(max(version), 0) FROM sessions WHERE id = ?""";

    /** Where a session of that id is over, its place is free. */
    private static final String CREATE = """
            INSERT INTO sessions (id, "end", version) VALUES (?1, ?2, ?3)
            ON CONFLICT (id) DO UPDATE SET "end" = ?2, version = max(version + 1, ?3) WHERE "end" <= ?4
            RETURNING version""";

    private static final String NEXT_VERSION = """
            UPDATE sessions SET version = max(version + 1, ?1) WHERE id = ?2 AND "end" > ?3 RETURNING version""";

    private static final String VALUE = """
            SELECT version, "end" FROM "values" WHERE id = ?1 AND name = ?2 AND ("end" IS NULL OR "end" > ?3)""";

    private static final String PUT = """
            INSERT INTO "values" (id, name, version, "end", bytes) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (id, name) DO UPDATE SET version = ?3, "end" = ?4, bytes = ?5""";

    private static final String REMOVE = """
            DELETE FROM "values" WHERE id = ?1 AND name = ?2 AND ("end" IS NULL OR "end" > ?3)""";

    private static final String REMOVE_ALL = "DELETE FROM \"values\" WHERE id = ?";

    private static final String EXTEND = "UPDATE sessions SET \"end\" = ?1 WHERE id = ?2 AND \"end\" > ?3";

    private static final String PROLONG = EXTEND + " AND \"end\" < ?1";

    private static final String LIVE = "SELECT 1 FROM sessions WHERE id = ?1 AND \"end\" > ?2";

    private static final String DELETE = "DELETE FROM sessions WHERE id = ?1 AND \"end\" > ?2";

    private static final String DELETE_IF_EMPTY = DELETE + """
             AND NOT EXISTS (SELECT 1 FROM "values" WHERE id = ?1 AND ("end" IS NULL OR "end" > ?2))""";

    private final StoreClock clock;

    Writing(StoreClock clock) {
        this.clock = clock;
    }

    /** By a clock that has met the session's last write: what is over, or will be, is so for whoever has made that. */
    private long now(Link link, String id) throws SQLException {
        clock.atLeast(link.number(LAST_VERSION, id));
        return Times.millis(clock);
    }

    boolean create(Link link, String id, Duration lifetime, List<Change> first) throws SQLException {
        long now = now(link, id);
        long version = version(link, CREATE, id, now + lifetime.toMillis(), clock.nextVersion(), now);
        if (version == 0) {
            return false;
        }
        link.update(REMOVE_ALL, id);
        for (Change change : first) {
            put(link, id, change, change.payload().orElseThrow(), version, ownEnd(change, now));
        }
        return true;
    }

    /** 0 where there is no such session, or one in the place that is wanted. */
    private long version(Link link, String sql, Object... parameters) throws SQLException {
        try (ResultSet row = link.query(sql, parameters)) {
            if (!row.next()) {
                return 0;
            }
            return row.getLong(1);
        }
    }

    WriteResult write(Link link, String id, List<Change> changes) throws SQLException {
        long now = now(link, id);
        for (Change change : changes) {
            if (!isAtItsVersion(link, id, change, now)) {
                return link.isFound(LIVE, id, now) ? WriteResult.CONFLICT : WriteResult.GONE;
            }
        }
        long version = version(link, NEXT_VERSION, clock.nextVersion(), id, now);
        if (version == 0) {
            return WriteResult.GONE;
        }
        int removed = 0;
        for (Change change : changes) {
            Payload payload = change.payload().orElse(null);
            if (payload == null) {
                removed += link.update(REMOVE, id, change.name(), now);
            } else {
                @Nullable Long end = change.keepsTime() ? endAsItIs(link, id, change.name(), now) : ownEnd(change, now);
                put(link, id, change, payload, version, end);
            }
        }
        return WriteResult.applied(version, removed);
    }

    private static boolean isAtItsVersion(Link link, String id, Change change, long now) throws SQLException {
        if (!change.isConditional()) {
            return true;
        }
        try (ResultSet value = link.query(VALUE, id, change.name(), now)) {
            return change.expectedVersion() == (value.next() ? value.getLong(1) : 0);
        }
    }

    private static @Nullable Long endAsItIs(Link link, String id, String name, long now) throws SQLException {
        try (ResultSet value = link.query(VALUE, id, name, now)) {
            long end = value.next() ? value.getLong(2) : Times.WITH_SESSION;
            return end == Times.WITH_SESSION ? null : end;
        }
    }

    private static @Nullable Long ownEnd(Change change, long now) {
        return change.timeToLive().map(time -> now + time.toMillis()).orElse(null);
    }

    private static void put(Link link, String id, Change change, Payload payload, long version, @Nullable Long end)
            throws SQLException {
        link.update(PUT, id, change.name(), version, end, payload.bytes());
    }

    boolean extend(Link link, String id, Duration lifetime) throws SQLException {
        long now = now(link, id);
        return link.update(EXTEND, now + lifetime.toMillis(), id, now) == 1;
    }

    boolean prolong(Link link, String id, Duration atLeast) throws SQLException {
        long now = now(link, id);
        return link.update(PROLONG, now + atLeast.toMillis(), id, now) == 1 || link.isFound(LIVE, id, now);
    }

    boolean delete(Link link, String id) throws SQLException {
        return delete(link, DELETE, id);
    }

    boolean deleteIfEmpty(Link link, String id) throws SQLException {
        return delete(link, DELETE_IF_EMPTY, id);
    }

    private boolean delete(Link link, String sql, String id) throws SQLException {
        boolean isDeleted = link.update(sql, id, now(link, id)) == 1;
        if (isDeleted) {
            link.update(REMOVE_ALL, id);
        }
        return isDeleted;
    }
}
