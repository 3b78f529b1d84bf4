package dev.coatcheck.sqlite;

import dev.coatcheck.store.ClaimableStore.Claim;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/** The database: told from files of others, set up where it is new, and opened. Thread-safe. */
final class DatabaseFile {
    /** "coat", as {@code file} and SQLite's {@code PRAGMA application_id} show it. */
    private static final int APPLICATION = 0x636F6174;

    /** What this version reads and writes, as {@code PRAGMA user_version}. */
    static final int FORMAT = 1;

    private static final int BUSY = SQLiteErrorCode.SQLITE_BUSY.code;

    private final SqliteOptions options;
    private final Fault fault;
    private final Place place;
    private final OneCopy copy;
    private final ClaimFile claimFile;
    private final Unclosed unclosed = new Unclosed();
    private final Object claiming = new Object();

    /** Under that lock: it changes together with the claim itself. */
    private boolean isMine;

    private final Link first;

    /**
     * Makes the file where there is none, and refuses one that is not for sessions, or that this version cannot read.
     * The clock goes on where the file stopped.
     */
    DatabaseFile(SqliteOptions options, StoreClock clock) {
        this.options = options;
        this.fault = new Fault(options);
        this.place = place(options.file(), fault);
        this.claimFile = place.claimFile();
        this.copy = new OneCopy(place.key(), fault);
        Link opened = null;
        boolean isReady = false;
        try {
            Deadline deadline = Deadline.in(options.timeout());
            opened = open(deadline);
            prepare(opened, deadline);
            KnownTime.meet(opened, clock);
            isReady = true;
            this.first = opened;
        } catch (SQLException e) {
            throw fault.of(e);
        } finally {
            if (!isReady) {
                if (opened != null) {
                    opened.close();
                }
                copy.close();
            }
        }
    }

    /** The connection by which it was opened: whoever wants the file for himself sees it, though nothing was read yet. */
    Link first() {
        return first;
    }

    /** Whoever closes a file that he made takes all locks from it that this process has: nobody else looks for it meanwhile. */
    private static synchronized Place place(Path file, Fault fault) {
        return new Place(file, fault);
    }

    Fault fault() {
        return fault;
    }

    /** Where its log is. */
    Path log() {
        return place.log();
    }

    /** Before each call: what is written to a file that was moved or deleted would be lost. */
    void requireUsable() {
        unclosed.close();
        place.requireInPlace();
    }

    /** A new connection, which waits for other processes until then. */
    Link open(Deadline deadline) {
        SQLiteConfig config = existing();
        config.setGetGeneratedKeys(false);
        config.setBusyTimeout((int) TimeUnit.NANOSECONDS.toMillis(deadline.nanosLeft()));
        config.setSynchronous(
                options.isStrict() ? SQLiteConfig.SynchronousMode.FULL : SQLiteConfig.SynchronousMode.NORMAL);
        config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, Long.toString(Log.BYTES_KEPT));
        Link link = new Link(unclosed, deadline);
        boolean isOpen = false;
        try {
            link.open(config, url(), place);
            // whoever claims the file from now on sees that it is open
            link.isFound("SELECT 1 FROM sqlite_schema");
            requireUnclaimed();
            isOpen = true;
            return link;
        } catch (SQLException e) {
            throw fault.of(e);
        } finally {
            if (!isOpen) {
                link.close();
            }
        }
    }

    /** Whoever made it has made it for its owner alone. */
    private static SQLiteConfig existing() {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        return config;
    }

    private String url() {
        return "jdbc:sqlite:" + options.file().toUri();
    }

    private void requireUnclaimed() {
        synchronized (claiming) {
            if (!isMine && claimFile.isHeldByAnother()) {
                throw fault.claimed();
            }
        }
    }

    /** Has the file for this process alone, of which nothing else is open at the moment. */
    Claim claim() {
        unclosed.close();
        Claim claim = takeClaim();
        boolean isAlone = false;
        try {
            isAlone = lockAsAWhole();
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

    /**
     * For a moment: from then on, whoever opens it sees the claim. False where anybody has it open, though he may do
     * nothing: in this mode SQLite shares the log with nobody, and so waits for none who does.
     */
    private boolean lockAsAWhole() {
        try (Link link = new Link(unclosed, Deadline.in(Duration.ZERO))) {
            link.open(existing(), url(), place);
            link.run("PRAGMA locking_mode = EXCLUSIVE");
            link.isFound("SELECT 1 FROM sqlite_schema");
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() != BUSY) {
                throw fault.of(e);
            }
            return false;
        }
    }

    private Claim takeClaim() {
        try {
            synchronized (claiming) {
                Claim claim = claimFile.take();
                if (claim == null) {
                    throw fault.claimed();
                }
                isMine = true;
                return claim;
            }
        } catch (IOException e) {
            throw fault.unusable(e);
        }
    }

    private void release(Claim claim) {
        synchronized (claiming) {
            claim.close();
            isMine = false;
        }
    }

    /** Where others do the same, SQLite does not wait for them at each step. */
    private void prepare(Link link, Deadline deadline) throws SQLException {
        while (true) {
            try {
                setUp(link);
                return;
            } catch (SQLException e) {
                if (e.getErrorCode() != BUSY || deadline.isOver()) {
                    throw e;
                }
                Patience.pause(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    /** A file that is set up is only looked at, which waits for nobody who writes. */
    private void setUp(Link link) throws SQLException {
        if (!isFoundNew(link)) {
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

    /** As of one moment: another process may just be setting it up. */
    private boolean isFoundNew(Link link) throws SQLException {
        link.update("BEGIN");
        try {
            return isNew(link);
        } finally {
            link.update("COMMIT");
        }
    }

    /** False for one of ours; refuses what is neither new nor ours. */
    private boolean isNew(Link link) throws SQLException {
        long application = link.number("PRAGMA application_id");
        long format = link.number("PRAGMA user_version");
        if (application == APPLICATION && format > FORMAT) {
            throw fault.newer(format);
        }
        if (application == APPLICATION && format == FORMAT && Schema.isThere(link)) {
            return false;
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

    /** Where nothing but the first connection was opened. */
    void abandon() {
        first.close();
        close();
    }

    /** Once its connections are closed. */
    void close() {
        unclosed.close();
        copy.close();
    }
}
