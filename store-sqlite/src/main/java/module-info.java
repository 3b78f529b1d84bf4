/** The SQLite store. */
module dev.coatcheck.sqlite {
    requires transitive dev.coatcheck;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    exports dev.coatcheck.sqlite;

    provides dev.coatcheck.DataStoreProvider with
            dev.coatcheck.sqlite.SqliteDataStoreProvider;
}
