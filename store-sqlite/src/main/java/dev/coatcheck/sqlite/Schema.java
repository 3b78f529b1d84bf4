package dev.coatcheck.sqlite;

import java.sql.SQLException;

/**
 * The two tables, as {@code docs/sqlite-layout.md} describes them. Their rows stand in the order of their keys, so that a
 * session's values are beside each other, and one search finds what a table with numbered rows needs two for.
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
                ) WITHOUT ROWID""");
        link.run("CREATE INDEX sessions_end ON sessions (\"end\")");
        link.run("CREATE INDEX values_end ON \"values\" (\"end\") WHERE \"end\" IS NOT NULL");
        link.run("PRAGMA application_id = " + application);
        link.run("PRAGMA user_version = " + format);
    }
}
