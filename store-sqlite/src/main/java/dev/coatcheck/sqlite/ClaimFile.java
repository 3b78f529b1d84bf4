package dev.coatcheck.sqlite;

import dev.coatcheck.store.ClaimableStore.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/**
 * A file beside the database, there only while one process has that alone, and locked by it: whoever opens the database
 * looks for it once he has done so. It is an empty database itself, since a lock of SQLite's own is the one that outlives
 * neither its process nor depends on what else that process does with the file. Thread-safe.
 */
final class ClaimFile {
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
        SQLiteConnection lock = lock();
        close(lock);
        return lock == null;
    }

    /** Null where another has the database alone. */
    @Nullable
    Claim take() throws IOException {
        if (!Files.exists(file)) {
            Files.newByteChannel(
                            file, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), Place.ownersAlone())
                    .close();
        }
        SQLiteConnection lock = lock();
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

    /** While it is still locked, so that nobody locks a file which has no name any more. */
    private void deleteFile() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // nobody takes an unlocked one for a claim
        }
    }

    private @Nullable SQLiteConnection lock() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        SQLiteConnection connection = null;
        boolean locked = false;
        try {
            connection = (SQLiteConnection) config.createConnection("jdbc:sqlite:" + file.toUri());
            connection.getConnectionConfig().setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.executeUpdate("BEGIN EXCLUSIVE");
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
