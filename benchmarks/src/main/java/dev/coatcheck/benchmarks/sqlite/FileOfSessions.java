package dev.coatcheck.benchmarks.sqlite;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Small;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A database with so many sessions of one small value, as Coatcheck makes them: one is made by it, the others are copies
 * of its rows, which takes seconds for a million.
 */
final class FileOfSessions implements AutoCloseable {
    private static final int ID_LENGTH = 22;

    /** Neighbours in time are no neighbours in the file. No number of sessions is a multiple of it. */
    private static final int STRIDE = 382_469;

    private final Path directory;
    private final int sessions;
    private final String secret;

    FileOfSessions(int sessions) {
        this.sessions = sessions;
        try {
            this.directory = Files.createTempDirectory("coatcheck-benchmarks");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (SessionManager manager = open()) {
            Session first = manager.create();
            first.put(Small.KEY, Small.value(0));
            this.secret = first.ticket().substring(ID_LENGTH);
            copy(first.id());
            Check.same(
                    Small.value(0),
                    manager.find(ticket(id(sessions - 1))).orElseThrow().get(Small.KEY, ""));
        }
    }

    private void copy(String first) {
        String numbers = """
                WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?)
                """;
        try (Connection connection = connect();
                Statement all = connection.createStatement()) {
            all.executeUpdate("BEGIN IMMEDIATE");
            insert(connection, first, numbers + """
                    INSERT INTO sessions (id, "end", version)
                    SELECT printf('session-%014d', n), "end", version FROM numbers, sessions WHERE id = ?""");
            insert(connection, first, numbers + """
                    INSERT INTO "values" (id, name, version, "end", bytes)
                    SELECT printf('session-%014d', n), name, version, "end", bytes FROM numbers, "values" WHERE id = ?""");
            all.executeUpdate("COMMIT");
            all.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void insert(Connection connection, String first, String sql) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setInt(1, sessions);
            insert.setString(2, first);
            insert.executeUpdate();
        }
    }

    /** As a program does that has the file for itself. */
    Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = NORMAL");
        }
        return connection;
    }

    SessionManager open() {
        return Coatcheck.onSqlite(file(), Map.of());
    }

    private Path file() {
        return directory.resolve("coatcheck.db");
    }

    String[] ids() {
        String[] ids = new String[sessions];
        for (int i = 0; i < sessions; i++) {
            ids[i] = id((int) ((long) i * STRIDE % sessions));
        }
        return ids;
    }

    private static String id(int number) {
        return "session-%014d".formatted(number);
    }

    String ticket(String id) {
        return id + secret;
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
