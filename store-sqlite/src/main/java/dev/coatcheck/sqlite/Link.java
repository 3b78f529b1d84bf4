package dev.coatcheck.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/** A connection with its prepared statements. For one thread at a time. */
final class Link implements AutoCloseable {
    /** SQLite's own. */
    private static final long MOST_PAGES = 0xFFFF_FFFEL;

    private final Unclosed unclosed;
    private final Patience patience;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private @Nullable SQLiteConnection connection;

    /** Of {@link #unclosed}, while it is there. */
    @Nullable
    Link nextUnclosed;

    /** Not open yet: what is once open has somebody who closes it, however full the heap is. */
    Link(Unclosed unclosed, Deadline deadline) {
        this.unclosed = unclosed;
        this.patience = new Patience(deadline);
    }

    /** Is on the file in its place, and waits for other processes as it is told. Failed or not, it is to be closed. */
    void open(SQLiteConfig config, String url, Place place) throws SQLException {
        SQLiteConnection opened = (SQLiteConnection) config.createConnection(url);
        connection = opened;
        BusyHandler.setHandler(opened, patience);
        // begin and commit are statements like others; JDBC's own are prepared anew each time
        opened.getConnectionConfig().setAutoCommit(false);
        place.requireSame();
    }

    private SQLiteConnection connection() {
        return Objects.requireNonNull(connection, "not open");
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
        try (Statement statement = connection().createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private PreparedStatement prepared(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection().prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** May be called again. Where the heap is too full even for this, it is done later. */
    @Override
    public void close() {
        boolean isClosed = false;
        try {
            if (connection != null) {
                rollBack();
                connection.close();
            }
            isClosed = true;
        } catch (SQLException e) {
            // whatever SQLite could not do at its end, the next one that opens the file does
            isClosed = true;
        } finally {
            if (!isClosed) {
                unclosed.add(this);
            }
        }
    }

    /** First of all: SQLite closes nothing as long as there is a statement that the driver has lost on a full heap. */
    private void rollBack() {
        try {
            run("ROLLBACK");
        } catch (SQLException e) {
            // there was no transaction, or it is closed
        }
    }
}
