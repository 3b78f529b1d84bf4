package dev.coatcheck.sqlite;

import dev.coatcheck.store.ClaimableStore.Claim;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/** The database: told from files of others, set up where it is new, and opened. Thread-safe. */
final class DatabaseFile {
    /** "coat", as {@code file} and SQLite's {@code PRAGMA application_id} show it. */
    private static final int APPLICATION = 0x636F6174;

    /** What this version reads and writes, as {@code PRAGMA user_version}. */
    static final int FORMAT = 1;

    private static final int BUSY = SQLiteErrorCode.SQLITE_BUSY.code;
    private static final long WAL_BYTES_KEPT = 16 << 20;

    private final SqliteOptions options;
    private final Fault fault;
    private final Place place;
    private final ClaimFile claimFile;
    private volatile boolean isMine;

    /** Makes the file where there is none, and refuses one that is not for sessions, or that this version cannot read. */
    DatabaseFile(SqliteOptions options) {
        this.options = options;
        this.fault = new Fault(options);
        // closing a file takes all locks from it that this process has, so nobody else opens one meanwhile
        synchronized (DatabaseFile.class) {
            this.place = new Place(options.file(), fault);
            this.claimFile = place.claimFile();
            try (Link link = open(SqliteOptions.UNLIMITED)) {
                prepare(link);
            }
        }
    }

    Fault fault() {
        return fault;
    }

    /** What is written to a file that was moved or deleted would be lost. */
    void requireInPlace() {
        place.requireInPlace();
    }

    /** A new connection; the file may grow to so many bytes by what is done on it. */
    Link open(long maxBytes) {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setGetGeneratedKeys(false);
        config.setSynchronous(
                options.isStrict() ? SQLiteConfig.SynchronousMode.FULL : SQLiteConfig.SynchronousMode.NORMAL);
        config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, Long.toString(WAL_BYTES_KEPT));
        try {
            Link link = new Link((SQLiteConnection)
                    config.createConnection("jdbc:sqlite:" + options.file().toUri()));
            link.setUp(options.timeout(), maxBytes, place);
            requireUnclaimed(link);
            return link;
        } catch (SQLException e) {
            throw fault.of(e);
        }
    }

    /** Asked once this is open: whoever claims the file then sees that it is, or is seen here. */
    private void requireUnclaimed(Link link) throws SQLException {
        boolean refused = true;
        try {
            link.isFound("SELECT 1 FROM sqlite_schema");
            if (!isMine && claimFile.isHeldByAnother()) {
                throw fault.claimed();
            }
            refused = false;
        } finally {
            if (refused) {
                link.close();
            }
        }
    }

    /** Has the file for this process alone, of which nothing else is open at the moment. */
    Claim claim() {
        Claim claim = takeClaim();
        isMine = true;
        boolean isAlone = false;
        try (Link link = open(SqliteOptions.UNLIMITED)) {
            // another journal is only for who has the file alone
            try (ResultSet row = link.query("PRAGMA journal_mode = DELETE")) {
                isAlone = row.next() && row.getString(1).equals("delete");
            }
            requireLog(link);
        } catch (SQLException e) {
            if (e.getErrorCode() != BUSY) {
                throw fault.of(e);
            }
        } finally {
            if (!isAlone) {
                release(claim);
            }
        }
        if (!isAlone) {
            throw fault.shared();
        }
        return () -> release(claim);
    }

    private Claim takeClaim() {
        try {
            Claim claim = claimFile.take();
            if (claim == null) {
                throw fault.claimed();
            }
            return claim;
        } catch (IOException e) {
            throw fault.unusable(e);
        }
    }

    private void release(Claim claim) {
        isMine = false;
        claim.close();
    }

    /** Where others do the same, SQLite does not wait for them at each step. */
    private void prepare(Link link) {
        long end = System.nanoTime() + options.timeout().toNanos();
        while (true) {
            try {
                setUp(link);
                return;
            } catch (SQLException e) {
                if (e.getErrorCode() != BUSY || System.nanoTime() - end > 0) {
                    throw fault.of(e);
                }
                Patience.pause(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    /** A file that is set up is only looked at, which waits for nobody who writes. */
    private void setUp(Link link) throws SQLException {
        if (!isNew(link)) {
            requireLog(link);
            return;
        }
        link.run("PRAGMA auto_vacuum = INCREMENTAL");
        requireLog(link);
        link.update("BEGIN IMMEDIATE");
        if (isNew(link)) {
            Schema.create(link, APPLICATION, FORMAT);
        }
        link.update("COMMIT");
    }

    /** False for one of ours; refuses what is neither new nor ours. */
    private boolean isNew(Link link) throws SQLException {
        long application = link.number("PRAGMA application_id");
        long format = link.number("PRAGMA user_version");
        if (application == APPLICATION && format <= FORMAT) {
            return false;
        }
        if (application == APPLICATION) {
            throw fault.newer(format);
        }
        if (application != 0 || format != 0 || link.isFound("SELECT 1 FROM sqlite_schema")) {
            throw fault.stranger();
        }
        return true;
    }

    private void requireLog(Link link) throws SQLException {
        try (ResultSet row = link.query("PRAGMA journal_mode = WAL")) {
            if (!row.next() || !row.getString(1).equals("wal")) {
                throw fault.refused("cannot have a write-ahead log where it is" + Fault.ANOTHER_FILE);
            }
        }
    }
}
