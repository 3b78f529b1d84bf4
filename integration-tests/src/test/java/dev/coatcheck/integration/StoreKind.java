package dev.coatcheck.integration;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.DataStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The kinds of store, for tests of two of them. */
enum StoreKind {
    MEMORY {
        @Override
        DataStore open(Path directory) {
            return new MemoryDataStore();
        }
    },
    SQLITE {
        @Override
        DataStore open(Path directory) {
            return new SqliteDataStore(CoatcheckConfig.of(Map.of(
                    "coatcheck.store",
                    "sqlite",
                    "coatcheck.sqlite.file",
                    directory.resolve(UUID.randomUUID() + ".db").toString(),
                    "coatcheck.sqlite.timeout",
                    PatientStore.TIMEOUT.toSeconds() + "s")));
        }
    },
    REDIS {
        @Override
        DataStore open(Path directory) {
            return new RedisDataStore(RedisServer.sharedUrl(), "copy-" + UUID.randomUUID(), PatientStore.TIMEOUT, 16);
        }
    };

    /** An empty store of its own. */
    abstract DataStore open(Path directory);

    /** Each with each, also with another of the same kind. */
    static Stream<Arguments> pairs() {
        return Arrays.stream(values()).flatMap(from -> Arrays.stream(values()).map(to -> Arguments.of(from, to)));
    }
}
