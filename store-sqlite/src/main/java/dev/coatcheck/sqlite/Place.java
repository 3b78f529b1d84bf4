package dev.coatcheck.sqlite;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the file is: on a disk of this machine, made for its owner alone, and still there. A symbolic link is followed
 * where it leads to a file: that is where the database is, with the two files beside it. Thread-safe.
 */
final class Place {
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

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

    private final Path file;
    private final Fault fault;
    private final @Nullable Object key;
    private volatile long checked;

    /** Makes the file where there is none. */
    Place(Path file, Fault fault) {
        this.file = file;
        this.fault = fault;
        create();
        this.key = key();
        this.checked = System.nanoTime();
    }

    private void create() {
        try {
            if (Files.isDirectory(file)) {
                throw fault.refused("is a directory" + Fault.ANOTHER_FILE);
            }
            boolean isThere = Files.exists(file);
            Path known = isThere ? file : Objects.requireNonNull(file.getParent(), "the file has no directory");
            String disk = Files.getFileStore(known).type();
            if (isNetwork(disk)) {
                throw fault.refused("is on a network file system (" + disk + "), where processes cannot share it"
                        + " safely" + Fault.ANOTHER_FILE + " on a disk of this machine, or use Redis");
            }
            if (isThere) {
                requireWhole();
            } else {
                Set<StandardOpenOption> anew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Files.newByteChannel(file, anew, ownersAlone()).close();
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

    static boolean isNetwork(String fileSystem) {
        return NETWORKS.contains(fileSystem);
    }

    ClaimFile claimFile() {
        try {
            return new ClaimFile(file);
        } catch (IOException e) {
            throw fault.unusable(e);
        }
    }

    /** SQLite would take an empty file for a new one, and throw away what stands in its log. */
    private void requireWhole() throws IOException {
        Path log = Path.of(file.toRealPath() + "-wal");
        if (Files.exists(log) && Files.size(log) > 0 && Files.size(file) == 0) {
            throw fault.damaged(new SQLException());
        }
    }

    /** SQLite gives the two files beside it the same. */
    static FileAttribute<?>[] ownersAlone() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** What a file keeps when it is renamed; null where the file system does not tell, or the file is not there. */
    private @Nullable Object key() {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** What is written to a file that has no name any more would be lost. Looks at most once a second. */
    void requireInPlace() {
        if (System.nanoTime() - checked >= CHECK_NANOS) {
            requireSame();
        }
    }

    /** As {@link #requireInPlace}, and looks in any case. */
    void requireSame() {
        long now = System.nanoTime();
        if (key != null && !key.equals(key())) {
            throw fault.moved();
        }
        checked = now;
    }
}
