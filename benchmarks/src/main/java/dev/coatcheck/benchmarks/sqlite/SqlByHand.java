package dev.coatcheck.benchmarks.sqlite;

import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The statements of one call of Coatcheck on one connection, in WAL mode. They check no ticket, no time and no version. */
@SuppressWarnings("NullAway.Init") // by fill
public class SqlByHand extends SmallValueOnSqlite {
    private static final String WHO = "SQL by hand";
    private static final String READ = """
            SELECT 0, version, "end", NULL FROM sessions WHERE id = ?1
            UNION ALL SELECT 1, version, "end", bytes FROM "values" WHERE id = ?1 AND name = '@ticket'
            UNION ALL SELECT 2, version, "end", bytes FROM "values" WHERE id = ?1 AND name = ?2""";
    private static final String PUT = """
            INSERT INTO "values" (id, name, version, "end", bytes) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (id, name) DO UPDATE SET version = ?3, "end" = ?4, bytes = ?5""";

    private FileOfSessions file;
    private Connection connection;
    private PreparedStatement read;
    private PreparedStatement begin;
    private PreparedStatement session;
    private PreparedStatement version;
    private PreparedStatement put;
    private PreparedStatement commit;

    @Setup
    public void fill() throws SQLException {
        file = file();
        connection = file.connect();
        read = connection.prepareStatement(READ);
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        session = connection.prepareStatement("SELECT version, \"end\" FROM sessions WHERE id = ?");
        version = connection.prepareStatement("UPDATE sessions SET version = ?1 WHERE id = ?2");
        put = connection.prepareStatement(PUT);
        commit = connection.prepareStatement("COMMIT");
        Check.same(json(0), get());
    }

    private static String json(int number) {
        return '"' + Small.value(number) + '"';
    }

    @TearDown
    public void close() throws SQLException {
        connection.close();
        file.close();
    }

    @Benchmark
    @Row(who = WHO, what = "read")
    public String get() throws SQLException {
        read.setString(1, nextId());
        read.setString(2, Small.NAME);
        byte[] bytes = {};
        try (ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                rows.getInt(1);
                rows.getLong(2);
                rows.getLong(3);
                bytes = rows.getBytes(4);
            }
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Benchmark
    @Row(who = WHO, what = "write")
    public void put() throws SQLException {
        String id = nextId();
        begin.executeUpdate();
        session.setString(1, id);
        long last;
        try (ResultSet row = session.executeQuery()) {
            row.next();
            last = row.getLong(1);
            row.getLong(2);
        }
        version.setLong(1, last + 1);
        version.setString(2, id);
        version.executeUpdate();
        put.setString(1, id);
        put.setString(2, Small.NAME);
        put.setLong(3, last + 1);
        put.setObject(4, null);
        put.setBytes(5, json(7).getBytes(StandardCharsets.UTF_8));
        put.executeUpdate();
        commit.executeUpdate();
    }
}
