package dev.coatcheck.sqlite;

import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WholeReadingStore.Whole;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a session and some of its values in one statement, which sees all of them as of one moment; where more are
 * wanted than fit into one, in one transaction.
 */
final class Reading {
    private static final int MOST_IN_ONE = 16;

    /** By the number of values wanted; the first row is the session's. */
    private static final List<String> QUERIES =
            IntStream.rangeClosed(0, MOST_IN_ONE).mapToObj(Reading::query).toList();

    private static final String NAMES = """
            SELECT NULL, version, "end" FROM sessions WHERE id = ?1
            UNION ALL SELECT name, version, "end" FROM "values" WHERE id = ?1""";

    private static final String WHOLE = """
            SELECT NULL, version, "end", 0, NULL FROM sessions WHERE id = ?1
            UNION ALL SELECT name, version, "end", length(bytes), iif(length(bytes) > ?2, NULL, bytes)
            FROM "values" WHERE id = ?1""";

    private static final String IDS = """
            SELECT id FROM sessions WHERE id > ? AND "end" > ? ORDER BY id LIMIT 500""";

    private final StoreClock clock;

    Reading(StoreClock clock) {
        this.clock = clock;
    }

    /**
     * Few columns: of each, SQLite's driver asks for its name with every query. What is held has its place's number
     * negative, and its length where others have their bytes.
     */
    private static String query(int wants) {
        StringBuilder sql = new StringBuilder("SELECT 0, version, \"end\", NULL FROM sessions WHERE id = ?1");
        for (int i = 1; i <= wants; i++) {
            sql.append(
                    " UNION ALL SELECT iif(?%1$d IN (version, %2$d), -%3$d, %3$d), version, \"end\", iif(?%1$d IN (version, %2$d), length(bytes), bytes)"
                            .formatted(2 * i + 1, Want.ANY_VERSION, i));
            sql.append(" FROM \"values\" WHERE id = ?1 AND name = ?%d".formatted(2 * i));
        }
        return sql.toString();
    }

    /**
     * Of a session, or of a value.
     *
     * @param end of a value without an end of its own {@link Times#WITH_SESSION}
     * @param payload null of a session, and of a value that is held
     * @param length of the value, also where it is held
     */
    private record Row(long version, long end, @Nullable Payload payload, long length) {}

    Optional<Slice> read(Link link, String id, List<Want> wants) throws SQLException {
        // before what is read: whatever was live then may have been changed meanwhile, but was never said to be over
        long began = clock.micros();
        @Nullable Row[] rows = rows(link, id, wants);
        Row session = rows[0];
        if (session == null) {
            return Optional.empty();
        }
        long then = meet(session.version(), began);
        if (!Times.isLive(session.end(), then)) {
            return Optional.empty();
        }
        // after it: who reads megabytes has so much less left
        long now = clock.micros();
        Found[] found = new Found[wants.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = found(rows[i + 1], wants.get(i), session.end(), then, now);
        }
        return Optional.of(new Slice(Times.remaining(session.end(), now), Arrays.asList(found)));
    }

    /** The session's, and one for each want; null where there is none. */
    private static @Nullable Row[] rows(Link link, String id, List<Want> wants) throws SQLException {
        @Nullable Row[] rows = new Row[1 + wants.size()];
        if (wants.size() <= MOST_IN_ONE) {
            read(link, id, wants, rows, 0);
            return rows;
        }
        link.update("BEGIN");
        try {
            for (int i = 0; i < wants.size(); i += MOST_IN_ONE) {
                read(link, id, wants.subList(i, Math.min(wants.size(), i + MOST_IN_ONE)), rows, i);
            }
            return rows;
        } finally {
            link.update("COMMIT");
        }
    }

    /** The values' rows go behind those of so many values. */
    private static void read(Link link, String id, List<Want> wants, @Nullable Row[] rows, int behind)
            throws SQLException {
        @Nullable Object[] parameters = new Object[1 + 2 * wants.size()];
        parameters[0] = id;
        for (int i = 0; i < wants.size(); i++) {
            parameters[2 * i + 1] = wants.get(i).name();
            parameters[2 * i + 2] = wants.get(i).heldVersion();
        }
        try (ResultSet found = link.query(QUERIES.get(wants.size()), parameters)) {
            while (found.next()) {
                int place = found.getInt(1);
                Row row = row(found, place);
                rows[place == 0 ? 0 : Math.abs(place) + behind] = row;
            }
        }
    }

    private static Row row(ResultSet found, int place) throws SQLException {
        long version = found.getLong(2);
        long end = found.getLong(3);
        if (place <= 0) {
            return new Row(version, end, null, place == 0 ? 0 : found.getLong(4));
        }
        byte[] bytes = found.getBytes(4);
        return new Row(version, end, bytes == null ? null : Payload.of(bytes), 0);
    }

    private static Found found(@Nullable Row row, Want want, long sessionEnd, long then, long now) {
        if (row == null || !isLive(row.end(), then)) {
            return Found.absent();
        }
        boolean hasOwnTime = row.end() != Times.WITH_SESSION;
        Found found = found(row, want, Times.remaining(hasOwnTime ? row.end() : sessionEnd, now));
        return hasOwnTime ? found.withOwnTime() : found;
    }

    private static Found found(Row row, Want want, Duration remaining) {
        if (want.holds(row.version())) {
            return Found.unchanged(row.version(), remaining, row.length());
        }
        return row.payload() == null
                ? Found.damaged(row.version(), remaining)
                : Found.present(row.version(), remaining, row.payload());
    }

    /** One that has no more than so many bytes comes with them, as long as all that came have no more either. */
    Optional<Whole> whole(Link link, String id, long mostBytes) throws SQLException {
        long began = clock.micros();
        try (ResultSet rows = link.query(WHOLE, id, mostBytes)) {
            if (!rows.next()) {
                return Optional.empty();
            }
            long then = meet(rows.getLong(2), began);
            long end = rows.getLong(3);
            if (rows.getString(1) != null || !Times.isLive(end, then)) {
                return Optional.empty();
            }
            List<String> names = new ArrayList<>();
            List<Row> values = new ArrayList<>();
            long bytesLeft = mostBytes;
            while (rows.next()) {
                names.add(rows.getString(1));
                long length = rows.getLong(4);
                byte[] bytes = length <= bytesLeft ? rows.getBytes(5) : null;
                bytesLeft -= bytes == null ? 0 : length;
                values.add(new Row(rows.getLong(2), rows.getLong(3), bytes == null ? null : Payload.of(bytes), length));
            }
            return Optional.of(whole(names, values, end, then));
        }
    }

    private Whole whole(List<String> names, List<Row> values, long sessionEnd, long then) {
        long now = clock.micros();
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Want want = values.get(i).payload() == null ? Want.presence(name) : Want.of(name);
            found.add(found(values.get(i), want, sessionEnd, then, now));
        }
        return new Whole(names, new Slice(Times.remaining(sessionEnd, now), found));
    }

    Set<String> names(Link link, String id) throws SQLException {
        long began = clock.micros();
        Set<String> names = new HashSet<>();
        try (ResultSet rows = link.query(NAMES, id)) {
            if (!rows.next()) {
                return names;
            }
            long then = meet(rows.getLong(2), began);
            if (rows.getString(1) != null || !Times.isLive(rows.getLong(3), then)) {
                return names;
            }
            while (rows.next()) {
                if (isLive(rows.getLong(3), then)) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    /** When a session was read, by a clock that has met its last write. */
    private long meet(long version, long began) {
        clock.atLeast(version);
        return Math.max(began, version);
    }

    /** Of a value, whose session is. */
    private static boolean isLive(long end, long then) {
        return end == Times.WITH_SESSION || Times.isLive(end, then);
    }

    /** Some ids of live sessions, in order, behind the given one. */
    List<String> ids(Link link, String behind) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = link.query(IDS, behind, Times.millis(clock))) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }
}
