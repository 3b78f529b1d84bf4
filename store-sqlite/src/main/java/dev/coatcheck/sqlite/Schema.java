package dev.coatcheck.sqlite;

import java.sql.SQLException;

/**
 * The two tables, as {@code docs/sqlite-layout.md} describes them. Sessions, which are small, stand in the order of their
 * keys, so that one search finds them. Values do not: a search among rows in the order of their keys compares whole rows,
 * and reads the bytes of each large value that it meets on its way.
 */
final class Schema {
    private Schema() {}

    /** In the transaction that is open. */
    static void create(Link link, int application, int format) throws SQLException {
        link.run("""
                CREATE TABLE sessions (
                  id TEXT NOT NULL PRIMARY KEY,
                  "end" INTEGER NOT NULL,
                  version INTEGER NOT NULL
                ) WITHOUT ROWID""");
        link.run("""
                CREATE TABLE "values" (
                  id TEXT NOT NULL,
                  name TEXT NOT NULL,
                  version INTEGER NOT NULL,
                  "end" INTEGER,
                  bytes BLOB NOT NULL,
                  PRIMARY KEY (id, name)
                )""");
        link.run("CREATE INDEX sessions_end ON sessions (\"end\")");
        link.run("CREATE INDEX values_end ON \"values\" (\"end\") WHERE \"end\" IS NOT NULL");
        link.run("PRAGMA application_id = " + application);
        link.run("PRAGMA user_version = " + format);
    }
}
