package dev.coatcheck.sqlite;

import dev.coatcheck.store.ClaimableStore.Claim;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;

/**
 * A file beside the database, there only while one process has that alone, and locked by it: whoever opens the database
 * looks for it once he has done so. It is an empty database itself, since a lock of SQLite's own is the one that outlives
 * neither its process nor depends on what else that process does with the file. Thread-safe.
 */
final class ClaimFile {
    private static final List<String> HAVING = List.of("BEGIN EXCLUSIVE");
    private static final List<String> LOOKING = List.of("BEGIN", "SELECT 1 FROM sqlite_schema");

    /** Others may just be looking, which takes far less. */
    private static final int MILLIS_OF_A_LOOK = 1_000;

    private final Path file;

    /** Beside the file that a symbolic link may lead to. */
    ClaimFile(Path database) throws IOException {
        this.file = Path.of(database.toRealPath() + "-claim");
    }

    /** Whether another has the database alone; one that was killed has not. */
    boolean isHeldByAnother() {
        if (!Files.exists(file)) {
            return false;
        }
        // those who look do not keep each other from it
        SQLiteConnection look = lock(LOOKING, 0);
        close(look);
        // it may just have been deleted, by whoever had the database
        return look == null && Files.exists(file);
    }

    /** Null where another has the database alone. */
    @Nullable
    Claim take() throws IOException {
        SQLiteConnection lock = createAndLock();
        if (lock == null) {
            return null;
        }
        AtomicBoolean released = new AtomicBoolean();
        return () -> {
            if (released.compareAndSet(false, true)) {
                deleteFile();
                close(lock);
            }
        };
    }

    /**
     * A file that has no name any more, since whoever had it was just done, cannot be locked: SQLite looks before it
     * would change an empty one. Whoever closes a file that he made takes all locks from it that this process has.
     */
    private @Nullable SQLiteConnection createAndLock() throws IOException {
        synchronized (ClaimFile.class) {
            create();
            return lock(HAVING, MILLIS_OF_A_LOOK);
        }
    }

    /** Not through a link, which would make a file elsewhere. */
    private void create() throws IOException {
        try {
            Files.newByteChannel(
                            file,
                            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            Place.ownersAlone())
                    .close();
        } catch (FileAlreadyExistsException e) {
            // another process was faster, or was killed
            if (Files.isSymbolicLink(file)) {
                throw e;
            }
        }
    }

    /** While it is still locked, so that nobody locks a file which has no name any more. */
    private void deleteFile() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // nobody takes an unlocked one for a claim
        }
    }

    private @Nullable SQLiteConnection lock(List<String> statements, int patienceMillis) {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(patienceMillis);
        SQLiteConnection connection = null;
        boolean locked = false;
        try {
            connection = (SQLiteConnection) config.createConnection("jdbc:sqlite:" + file.toUri());
            connection.getConnectionConfig().setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            locked = true;
            return connection;
        } catch (SQLException e) {
            return null;
        } finally {
            if (!locked) {
                close(connection);
            }
        }
    }

    private static void close(@Nullable SQLiteConnection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // the end of the process does that
        }
    }
}
