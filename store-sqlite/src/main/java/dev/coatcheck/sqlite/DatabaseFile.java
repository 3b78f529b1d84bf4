package dev.coatcheck.sqlite;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * The file: made for its owner alone, told from files of others, and opened. A symbolic link is followed where it leads
 * to a file: that is where the database is, with the two files beside it. Thread-safe.
 */
final class DatabaseFile {
    /** "coat", as {@code file} and SQLite's {@code PRAGMA application_id} show it. */
    private static final int APPLICATION = 0x636F6174;

    /** What this version reads and writes, as {@code PRAGMA user_version}. */
    static final int FORMAT = 1;

    private static final int BUSY = SQLiteErrorCode.SQLITE_BUSY.code;
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long WAL_BYTES_KEPT = 16 << 20;

    /** Between machines, SQLite's write-ahead log cannot be shared, and locks are not to be relied on. */
    private static final Set<String> NETWORKS = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb2",
            "smb3",
            "smbfs",
            "afs",
            "afpfs",
            "webdav",
            "fuse.sshfs",
            "9p",
            "lustre",
            "ceph");

    private final SqliteOptions options;
    private final Fault fault;
    private final @Nullable Object key;
    private volatile long checked;

    /** Makes the file where there is none, and refuses one that is not for sessions, or that this version cannot read. */
    DatabaseFile(SqliteOptions options) {
        this.options = options;
        this.fault = new Fault(options);
        // closing a file takes all locks from it that this process has, so nobody else opens one meanwhile
        synchronized (DatabaseFile.class) {
            create();
            this.key = key();
            this.checked = System.nanoTime();
            try (Link link = open(SqliteOptions.UNLIMITED)) {
                prepare(link);
            }
        }
    }

    Fault fault() {
        return fault;
    }

    private void create() {
        Path file = options.file();
        try {
            Path directory = Objects.requireNonNull(file.getParent(), "the file has no directory");
            FileStore disk = Files.getFileStore(directory);
            if (isNetwork(disk.type())) {
                throw fault.refused("is on a network file system (" + disk.type() + "), where processes cannot share it"
                        + " safely" + Fault.ANOTHER_FILE + " on a disk of this machine, or use Redis");
            }
            if (Files.isDirectory(file)) {
                throw fault.refused("is a directory" + Fault.ANOTHER_FILE);
            }
            if (Files.exists(file)) {
                requireWhole();
            } else {
                Files.newByteChannel(
                                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersAlone())
                        .close();
            }
        } catch (FileAlreadyExistsException e) {
            // another process was faster, unless nothing is there at all
            if (!Files.exists(file)) {
                throw fault.refused(
                        "is a symbolic link that leads nowhere; create the file that it names" + Fault.ANOTHER_FILE);
            }
        } catch (IOException e) {
            throw fault.unusable(e);
        }
    }

    static boolean isNetwork(String type) {
        return NETWORKS.contains(type);
    }

    /** SQLite would take an empty file for a new one, and throw away what stands in its log. */
    private void requireWhole() throws IOException {
        Path log = Path.of(options.file() + "-wal");
        if (Files.exists(log) && Files.size(log) > 0 && Files.size(options.file()) == 0) {
            throw fault.damaged(new SQLException());
        }
    }

    /** SQLite gives the two files beside it the same. */
    private static FileAttribute<?>[] ownersAlone() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** What a file keeps when it is renamed; null where the file system does not tell, or the file is not there. */
    private @Nullable Object key() {
        try {
            return Files.readAttributes(options.file(), BasicFileAttributes.class)
                    .fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** What is written to a file that has no name any more would be lost. Looks at most once a second. */
    void requireInPlace() {
        long now = System.nanoTime();
        if (key != null && now - checked >= CHECK_NANOS) {
            if (!key.equals(key())) {
                throw fault.moved();
            }
            checked = now;
        }
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
            link.setUp(options.timeout(), maxBytes);
            return link;
        } catch (SQLException e) {
            throw fault.of(e);
        }
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
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
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
