package dev.coatcheck.sqlite;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Setting;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of a store.
 *
 * @param file the database
 * @param maxBytes the most that the file may take
 * @param isStrict whether what was acknowledged survives power loss
 * @param timeout how long a call waits for others
 */
record SqliteOptions(Path file, long maxBytes, boolean isStrict, Duration timeout) {
    /** Of a store without a limit. */
    static final long UNLIMITED = 999_999_999_999_999_999L;

    static final Setting<String> FILE =
            Setting.text("coatcheck.sqlite.file", "coatcheck.db", "[^\\x00]+", "the path of a file");

    static final Setting<Long> MAX_BYTES =
            Setting.bytes("coatcheck.sqlite.max-bytes", Long.toString(UNLIMITED), 1 << 20);

    static final Setting<String> SYNC =
            Setting.text("coatcheck.sqlite.sync", "normal", "normal|full", "normal or full");

    static final Setting<Duration> TIMEOUT = Setting.duration("coatcheck.sqlite.timeout", "2s");

    static SqliteOptions of(CoatcheckConfig config) {
        return new SqliteOptions(
                Path.of(config.get(FILE)).toAbsolutePath(),
                config.get(MAX_BYTES),
                config.get(SYNC).equals("full"),
                config.get(TIMEOUT));
    }
}
