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
 * Changes sessions, each call in a transaction that its caller has begun: from then on nobody else writes. It reads the
 * session's row first, so that its clock has met the session's last write: what is over, or will be, is so for whoever
 * has made that. Each write leaves its time there, as the version.
 */
final class Writing {
    private static final String SESSION = "SELECT version, \"end\" FROM sessions WHERE id = ?";
    private static final String CREATE = "REPLACE INTO sessions (id, \"end\", version) VALUES (?, ?, ?)";
    private static final String SET_VERSION = "UPDATE sessions SET version = ?1 WHERE id = ?2";
    private static final String SET_END = "UPDATE sessions SET version = ?1, \"end\" = ?3 WHERE id = ?2";
    private static final String DELETE = "DELETE FROM sessions WHERE id = ?";

    private static final String VALUE = """
            SELECT version, "end" FROM "values" WHERE id = ?1 AND name = ?2 AND ("end" IS NULL OR "end" > ?3)""";

    private static final String HAS_VALUES = """
            SELECT 1 FROM "values" WHERE id = ?1 AND ("end" IS NULL OR "end" > ?2) LIMIT 1""";

    private static final String PUT = """
            INSERT INTO "values" (id, name, version, "end", bytes) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (id, name) DO UPDATE SET version = ?3, "end" = ?4, bytes = ?5""";

    private static final String REMOVE = """
            DELETE FROM "values" WHERE id = ?1 AND name = ?2 AND ("end" IS NULL OR "end" > ?3)""";

    private static final String BYTES = "SELECT coalesce(sum(length(bytes)), 0) FROM \"values\" WHERE id = ?";

    private static final String REMOVE_ALL = "DELETE FROM \"values\" WHERE id = ?";

    /** More of them are deleted at leisure: others who write would wait for all. */
    private static final long MOST_BYTES_DELETED = 8 << 20;

    /** The end of a session that was ended with its values still there. */
    private static final long LONG_AGO = 1;

    private final StoreClock clock;

    Writing(StoreClock clock) {
        this.clock = clock;
    }

    /**
     * A session as it is when it is written to.
     *
     * @param version its last one, 0 where it is not there at all
     * @param end when it ends, 0 where it is not there at all
     * @param now by a clock that has met its last write
     */
    private record Met(long version, long end, long now) {
        boolean isLive() {
            return end > now;
        }

        boolean isThere() {
            return end != 0;
        }
    }

    private Met meet(Link link, String id) throws SQLException {
        try (ResultSet row = link.query(SESSION, id)) {
            if (!row.next()) {
                return new Met(0, 0, Times.millis(clock));
            }
            long version = row.getLong(1);
            clock.atLeast(version);
            return new Met(version, row.getLong(2), Times.millis(clock));
        }
    }

    private long nextVersion(Met session) {
        return Math.max(session.version() + 1, clock.nextVersion());
    }

    boolean create(Link link, String id, Duration lifetime, List<Change> first) throws SQLException {
        // an id may have been used before: its versions were earlier than this
        KnownTime.meet(link, clock);
        Met session = meet(link, id);
        if (session.isLive()) {
            return false;
        }
        long version = nextVersion(session);
        link.update(CREATE, id, session.now() + lifetime.toMillis(), version);
        if (session.isThere()) {
            link.update(REMOVE_ALL, id);
        }
        for (Change change : first) {
            put(link, id, change, change.payload().orElseThrow(), version, ownEnd(change, session.now()));
        }
        return true;
    }

    WriteResult write(Link link, String id, List<Change> changes) throws SQLException {
        Met session = meet(link, id);
        if (!session.isLive()) {
            return WriteResult.GONE;
        }
        long now = session.now();
        for (Change change : changes) {
            if (!isAtItsVersion(link, id, change, now)) {
                return WriteResult.CONFLICT;
            }
        }
        long version = nextVersion(session);
        link.update(SET_VERSION, version, id);
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
        Met session = meet(link, id);
        if (session.isLive()) {
            link.update(SET_END, nextVersion(session), id, session.now() + lifetime.toMillis());
        }
        return session.isLive();
    }

    boolean prolong(Link link, String id, Duration atLeast) throws SQLException {
        Met session = meet(link, id);
        long end = session.now() + atLeast.toMillis();
        if (session.isLive() && session.end() < end) {
            link.update(SET_END, nextVersion(session), id, end);
        }
        return session.isLive();
    }

    boolean delete(Link link, String id) throws SQLException {
        return delete(link, id, meet(link, id));
    }

    boolean deleteIfEmpty(Link link, String id) throws SQLException {
        Met session = meet(link, id);
        return !link.isFound(HAS_VALUES, id, session.now()) && delete(link, id, session);
    }

    private boolean delete(Link link, String id, Met session) throws SQLException {
        if (session.isLive()) {
            if (link.number(BYTES, id) > MOST_BYTES_DELETED) {
                // the sweeper goes on from here
                link.update(SET_END, nextVersion(session), id, LONG_AGO);
            } else {
                link.update(DELETE, id);
                link.update(REMOVE_ALL, id);
            }
            KnownTime.keep(link, clock);
        }
        return session.isLive();
    }
}
