package dev.coatcheck.sqlite;

import dev.coatcheck.Setting;
import java.time.Duration;

/** The settings of the SQLite store. */
public final class SqliteSettings {
    /** Stands for no limit: more bytes than a database can have. */
    static final long UNLIMITED = 999_999_999_999_999_999L;

    /** Where the database is. It is created where there is none; its directory must be there. */
    public static final Setting<String> FILE =
            Setting.text("coatcheck.sqlite.file", "coatcheck.db", "[^\\x00]+", "the path of a file");

    /** The most that the database may take, in bytes; its log, of some megabytes, comes on top. */
    public static final Setting<Long> MAX_BYTES =
            Setting.bytes("coatcheck.sqlite.max-bytes", Long.toString(UNLIMITED), 1 << 20);

    /**
     * What survives the loss of power: {@code normal}, all but the last moments; {@code full}, whatever was acknowledged,
     * for which each write waits for the disk. What was acknowledged survives the end of the process in either case.
     */
    public static final Setting<String> SYNC =
            Setting.text("coatcheck.sqlite.sync", "normal", "normal|full", "normal or full");

    /** How long a call waits for other calls, and again for other processes. */
    public static final Setting<Duration> TIMEOUT = Setting.duration("coatcheck.sqlite.timeout", "2s");

    private SqliteSettings() {}
}
