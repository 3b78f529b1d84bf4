package dev.coatcheck.sqlite;

import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
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
            SELECT v.name FROM sessions s JOIN "values" v ON v.id = s.id
            WHERE s.id = ?1 AND s."end" > ?2 AND (v."end" IS NULL OR v."end" > ?2)""";

    private static final String IDS = """
            SELECT id FROM sessions WHERE id > ? AND "end" > ? ORDER BY id LIMIT 500""";

    private final StoreClock clock;

    Reading(StoreClock clock) {
        this.clock = clock;
    }

    /** The bytes of a version that is held stay where they are. */
    private static String query(int wants) {
        StringBuilder sql = new StringBuilder("SELECT 0, version, \"end\", NULL, NULL FROM sessions WHERE id = ?1");
        for (int i = 1; i <= wants; i++) {
            sql.append(
                    " UNION ALL SELECT %d, version, \"end\", CASE WHEN ?%d IN (version, %d) THEN NULL ELSE bytes END, length(bytes)"
                            .formatted(i, 2 * i + 1, Want.ANY_VERSION));
            sql.append(" FROM \"values\" WHERE id = ?1 AND name = ?%d".formatted(2 * i));
        }
        return sql.toString();
    }

    Optional<Slice> read(Link link, String id, List<Want> wants) throws SQLException {
        // before what is read: whatever was live then may have been changed meanwhile, but was never said to be over
        long now = clock.micros();
        if (wants.size() <= MOST_IN_ONE) {
            return read(link, id, wants, now);
        }
        link.update("BEGIN");
        try {
            List<Found> found = new ArrayList<>();
            Duration remaining = Duration.ZERO;
            for (int i = 0; i < wants.size(); i += MOST_IN_ONE) {
                Optional<Slice> part = read(link, id, wants.subList(i, Math.min(wants.size(), i + MOST_IN_ONE)), now);
                if (part.isEmpty()) {
                    return part;
                }
                found.addAll(part.get().values());
                remaining = part.get().remaining();
            }
            return Optional.of(new Slice(remaining, found));
        } finally {
            link.update("COMMIT");
        }
    }

    private Optional<Slice> read(Link link, String id, List<Want> wants, long began) throws SQLException {
        @Nullable Object[] parameters = new Object[1 + 2 * wants.size()];
        parameters[0] = id;
        for (int i = 0; i < wants.size(); i++) {
            parameters[2 * i + 1] = wants.get(i).name();
            parameters[2 * i + 2] = wants.get(i).heldVersion();
        }
        try (ResultSet rows = link.query(QUERIES.get(wants.size()), parameters)) {
            if (!rows.next() || rows.getInt(1) != 0) {
                return Optional.empty();
            }
            clock.atLeast(rows.getLong(2));
            long now = Math.max(began, rows.getLong(2));
            long end = rows.getLong(3);
            if (!Times.isLive(end, now)) {
                return Optional.empty();
            }
            Found[] found = new Found[wants.size()];
            Arrays.fill(found, Found.absent());
            while (rows.next()) {
                int i = rows.getInt(1) - 1;
                found[i] = found(rows, wants.get(i), end, now);
            }
            return Optional.of(new Slice(Times.remaining(end, now), Arrays.asList(found)));
        }
    }

    private static Found found(ResultSet row, Want want, long sessionEnd, long now) throws SQLException {
        long version = row.getLong(2);
        long own = row.getLong(3);
        if (own != Times.WITH_SESSION && !Times.isLive(own, now)) {
            return Found.absent();
        }
        Duration remaining = Times.remaining(own == Times.WITH_SESSION ? sessionEnd : own, now);
        return want.holds(version)
                ? Found.unchanged(version, remaining, row.getLong(5))
                : Found.present(version, remaining, Payload.of(row.getBytes(4)));
    }

    Set<String> names(Link link, String id) throws SQLException {
        return new HashSet<>(texts(link, NAMES, id, Times.millis(clock)));
    }

    /** Some ids of live sessions, in order, behind the given one. */
    List<String> ids(Link link, String behind) throws SQLException {
        return texts(link, IDS, behind, Times.millis(clock));
    }

    private static List<String> texts(Link link, String sql, String id, long now) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = link.query(sql, id, now)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
