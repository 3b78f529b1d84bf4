package dev.coatcheck.sqlite;

import dev.coatcheck.CoatcheckException;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/**
 * What an error of SQLite or of the file system means, and what to do about it. SQLite's own texts name tables and
 * columns, never what is in them: values are bound, and no statement has one in it.
 */
final class Fault {
    static final String ANOTHER_FILE = "; name another file in coatcheck.sqlite.file";

    private final SqliteOptions options;

    Fault(SqliteOptions options) {
        this.options = options;
    }

    private String file() {
        return "the session database " + options.file();
    }

    /** As in https://www.sqlite.org/rescode.html: the primary result codes. */
    CoatcheckException of(SQLException e) {
        return switch (e.getErrorCode() & 0xff) {
            case 5, 6, 15 ->
                unavailable(
                        "is locked by another process for longer than coatcheck.sqlite.timeout, "
                                + options.timeout().toMillis() + " ms; let that process finish its work, or end it",
                        e);
            case 3, 8, 23 ->
                unavailable(
                        "cannot be written; give this process the right to read and write the file,"
                                + " those beside it that end in -wal and -shm, and their directory",
                        e);
            case 10 -> unavailable("cannot be read or written; look after its disk", e);
            case 11 -> damaged(e);
            case 13 -> new StoreFullException(full());
            case 14 ->
                unavailable(
                        "cannot be opened; it is gone, or this process may not read and write it, or may not"
                                + " create files in its directory, or has too many files open",
                        e);
            case 26 -> stranger();
            default -> unavailable("failed", e);
        };
    }

    private String full() {
        String limit = !options.hasLimit()
                ? "its disk is full; make room there"
                : "it may take " + options.maxBytes()
                        + " bytes (coatcheck.sqlite.max-bytes), or its disk is full; raise that, or end sessions";
        return file() + " has no room: " + limit + "; nothing was written";
    }

    CoatcheckException damaged(SQLException e) {
        return unavailable(
                "is damaged, and was left as it is; restore a copy of it, or move it away, with those beside it"
                        + " that end in -wal and -shm, to begin anew",
                e);
    }

    /** Never the text of the exception: of its code, what SQLite calls it. */
    private StoreUnavailableException unavailable(String what, SQLException e) {
        String code = e instanceof SQLiteException error
                ? " (" + error.getResultCode().name() + ")"
                : "";
        return new StoreUnavailableException(file() + " " + what + code, e);
    }

    /** The file has been moved, deleted or replaced while it is open. */
    CoatcheckException moved() {
        return new StoreUnavailableException(
                file() + " was moved, deleted or replaced while it is in use; put it back, or"
                        + " restart this process, which then begins with what is there");
    }

    /** It took too long to get a turn. */
    CoatcheckException busy() {
        return new StoreUnavailableException(
                file() + " has more calls to serve than it can within coatcheck.sqlite.timeout, "
                        + options.timeout().toMillis() + " ms");
    }

    /** Another has it alone. */
    StoreUnavailableException claimed() {
        return new StoreUnavailableException(
                file() + " is in use by another process, which moves its sessions to another store; let it finish, or"
                        + " use that store");
    }

    /** It cannot be had alone. */
    IllegalStateException shared() {
        return new IllegalStateException(file() + " is open in another process as well, whose sessions cannot be moved"
                + " from here; end that process, and try again");
    }

    ConfigurationException stranger() {
        return refused("is no session database of Coatcheck, or its beginning is damaged; it was left as it is"
                + ANOTHER_FILE + ", or restore a copy of it");
    }

    ConfigurationException newer(long format) {
        return refused("is of format " + format + ", which a newer Coatcheck has written, and this one knows format "
                + DatabaseFile.FORMAT + "; it was left as it is: use the newer Coatcheck"
                + ANOTHER_FILE.replace("name", "or name"));
    }

    /** Why the file cannot be there. */
    ConfigurationException unusable(IOException e) {
        Path directory = options.file().getParent();
        if (e instanceof NoSuchFileException || (directory != null && !Files.isDirectory(directory))) {
            return refused("cannot be created, since there is no directory " + directory + "; create it, or name"
                    + " another file in coatcheck.sqlite.file");
        }
        if (e instanceof AccessDeniedException) {
            return refused("cannot be created in " + directory + "; give this process the right to write there"
                    + ANOTHER_FILE);
        }
        String reason =
                e instanceof FileSystemException error && error.getReason() != null ? ": " + error.getReason() : "";
        return refused("cannot be created" + reason + ANOTHER_FILE);
    }

    ConfigurationException refused(String why) {
        return new ConfigurationException(file() + " " + why);
    }
}
