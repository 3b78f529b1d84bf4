package dev.coatcheck.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteConnection;

/** A connection with its prepared statements. For one thread at a time. */
final class Link implements AutoCloseable {
    /** SQLite's own. */
    private static final long MOST_PAGES = 0xFFFF_FFFEL;

    private final SQLiteConnection connection;
    private final Patience patience;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Link(SQLiteConnection connection, Deadline deadline) {
        this.connection = connection;
        this.patience = new Patience(deadline);
    }

    /** Is on the file in its place, and waits for other processes as it is told. */
    void setUp(Place place) throws SQLException {
        boolean isSetUp = false;
        try {
            BusyHandler.setHandler(connection, patience);
            // begin and commit are statements like others; JDBC's own are prepared anew each time
            connection.getConnectionConfig().setAutoCommit(false);
            place.requireSame();
            isSetUp = true;
        } finally {
            if (!isSetUp) {
                close();
            }
        }
    }

    /** From now on, other processes are waited for up to this time, however many locks of theirs are met. */
    void waitsUntil(Deadline deadline) {
        patience.lastsUntil(deadline);
    }

    /** What is done on this connection may let the file grow to so many bytes. */
    void limit(OptionalLong maxBytes) throws SQLException {
        long pages = maxBytes.isEmpty() ? MOST_PAGES : maxBytes.getAsLong() / number("PRAGMA page_size");
        run("PRAGMA max_page_count = " + pages);
    }

    /** What is done on a connection. */
    interface Task<T> {
        T on(Link link) throws SQLException;
    }

    /** The rows, to be closed: until then they are as of one moment. */
    ResultSet query(String sql, @Nullable Object... parameters) throws SQLException {
        return prepared(sql, parameters).executeQuery();
    }

    /** The first column of the only row. */
    long number(String sql, @Nullable Object... parameters) throws SQLException {
        try (ResultSet row = query(sql, parameters)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Whether there is a row. */
    boolean isFound(String sql, @Nullable Object... parameters) throws SQLException {
        try (ResultSet rows = query(sql, parameters)) {
            return rows.next();
        }
    }

    /** How many rows it changed. */
    int update(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = prepared(sql, parameters);
        int changed = statement.executeUpdate();
        if (Arrays.stream(parameters).anyMatch(byte[].class::isInstance)) {
            // a value, of megabytes perhaps, would stay in memory
            statement.clearParameters();
        }
        return changed;
    }

    /** What is done seldom, or takes several steps that give nothing. */
    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private PreparedStatement prepared(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // whatever SQLite could not do at its end, the next one that opens the file does
        }
    }
}
