package dev.coatcheck.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * SQLite's write-ahead log: brought to the disk, moved into the database, and cut where it has grown. Somebody who reads
 * for long keeps it from being moved, since he still sees what the database was; on the disk it is all the same. For one
 * thread.
 */
final class Log {
    static final long BYTES_KEPT = 16 << 20;

    /** Writers wait meanwhile, and whoever begins to read does not: who reads on after that may read for hours. */
    private static final Duration PATIENCE_WITH_READERS = Duration.ofMillis(50);

    private final Path path;
    private final Readers readers;
    private final News written;
    private boolean isMoved = true;

    Log(Path path, Readers readers, News written) {
        this.path = path;
        this.readers = readers;
        this.written = written;
    }

    /** The loss of power costs no more than what is written from now on. Nobody waits for it. */
    void bringToDisk() {
        if (!isMoved) {
            isMoved = readers.read(Log::move);
        }
        written.take(() -> {
            isMoved = false;
            isMoved = readers.read(Log::move);
            if (!isMoved) {
                force();
            }
        });
    }

    /** Whether all of it is in the database now, on the disk. */
    private static boolean move(Link link) throws SQLException {
        try (ResultSet row = link.query("PRAGMA wal_checkpoint(PASSIVE)")) {
            return row.next() && row.getInt(1) == 0 && row.getInt(2) == row.getInt(3);
        }
    }

    /** SQLite does so only where it can move something. It has no lock on this file that closing it could take away. */
    private void force() {
        try (FileChannel log = FileChannel.open(path, StandardOpenOption.WRITE)) {
            log.force(false);
        } catch (NoSuchFileException e) {
            // another process has moved all of it, and closed the database
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It begins anew by itself where nobody reads just then; on a busy file, that may never be. */
    void shorten() {
        if (bytes() > BYTES_KEPT) {
            readers.read(link -> {
                link.waitsUntil(Deadline.in(PATIENCE_WITH_READERS));
                return link.isFound("PRAGMA wal_checkpoint(TRUNCATE)");
            });
        }
    }

    private long bytes() {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }
}
