package dev.coatcheck.sqlite;

import dev.coatcheck.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of the SQLite store. */
public final class SqliteSettings {
    /** Where the database is. It is created where there is none; its directory must be there. */
    public static final Setting<String> FILE =
            Setting.text("coatcheck.sqlite.file", "coatcheck.db", "[^\\x00]+", "the path of a file");

    /** The most that the database may take, in bytes; its log, of some megabytes, comes on top. */
    public static final Setting<Optional<Long>> MAX_BYTES =
            Setting.bytes("coatcheck.sqlite.max-bytes", "none", 1 << 20).optional();

    /**
     * What survives the loss of power: {@code normal}, all but the last moments; {@code full}, whatever was acknowledged,
     * for which each write waits for the disk. What was acknowledged survives the end of the process in either case.
     */
    public static final Setting<String> SYNC =
            Setting.text("coatcheck.sqlite.sync", "normal", "normal|full", "normal or full");

    /** How long a call waits for other calls, and again for other processes. */
    public static final Setting<Duration> TIMEOUT =
            Setting.duration("coatcheck.sqlite.timeout", "2s", Duration.ofHours(1));

    static final List<Setting<?>> ALL = List.of(FILE, MAX_BYTES, SYNC, TIMEOUT);

    private SqliteSettings() {}
}
