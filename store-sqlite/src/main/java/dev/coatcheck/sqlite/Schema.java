package dev.coatcheck.sqlite;

import java.sql.SQLException;
import java.util.List;

/**
 * The tables, as {@code docs/sqlite-layout.md} describes them. Sessions, which are small, stand in the order of their
 * keys, so that one search finds them. Values do not: a search among rows in the order of their keys compares whole rows,
 * and reads the bytes of each large value that it meets on its way.
 */
final class Schema {
    private static final List<String> TABLES = List.of("""
            CREATE TABLE sessions (
              id TEXT NOT NULL PRIMARY KEY,
              "end" INTEGER NOT NULL,
              version INTEGER NOT NULL
            ) WITHOUT ROWID""", """
            CREATE TABLE "values" (
              id TEXT NOT NULL,
              name TEXT NOT NULL,
              version INTEGER NOT NULL,
              "end" INTEGER,
              bytes BLOB NOT NULL,
              PRIMARY KEY (id, name)
            )""", """
            CREATE TABLE clock (
              time INTEGER NOT NULL
            )""");

    private static final List<String> INDEXES = List.of(
            "CREATE INDEX sessions_end ON sessions (\"end\")",
            "CREATE INDEX values_end ON \"values\" (\"end\") WHERE \"end\" IS NOT NULL");

    private Schema() {}

    /** In the transaction that is open. */
    static void create(Link link, int application, int format) throws SQLException {
        for (String table : TABLES) {
            link.run(table);
        }
        for (String index : INDEXES) {
            link.run(index);
        }
        // there from the beginning, so that it needs no room later
        link.run("INSERT INTO clock (time) VALUES (0)");
        link.run("PRAGMA application_id = " + application);
        link.run("PRAGMA user_version = " + format);
    }

    /** Whether the tables are those that this version makes; there may be more. */
    static boolean isThere(Link link) throws SQLException {
        return link.number("SELECT count(*) FROM sqlite_schema WHERE sql IN (?, ?, ?)", TABLES.toArray())
                == TABLES.size();
    }
}
