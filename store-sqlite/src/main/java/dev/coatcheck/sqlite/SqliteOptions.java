package dev.coatcheck.sqlite;

import dev.coatcheck.CoatcheckConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a store was told.
 *
 * @param file the database, with its directory
 * @param maxBytes the most that the database may take
 * @param isStrict whether what was acknowledged survives power loss
 * @param timeout how long a call waits for others
 */
record SqliteOptions(Path file, OptionalLong maxBytes, boolean isStrict, Duration timeout) {
    static SqliteOptions of(CoatcheckConfig config) {
        return new SqliteOptions(
                Path.of(config.get(SqliteSettings.FILE)).toAbsolutePath(),
                config.get(SqliteSettings.MAX_BYTES).map(OptionalLong::of).orElse(OptionalLong.empty()),
                config.get(SqliteSettings.SYNC).equals("full"),
                config.get(SqliteSettings.TIMEOUT));
    }
}
