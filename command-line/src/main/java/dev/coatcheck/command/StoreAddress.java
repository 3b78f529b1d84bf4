package dev.coatcheck.command;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.CoatcheckException;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.DataStoreProvider;
import dev.coatcheck.Setting;
import dev.coatcheck.redis.RedisSettings;
import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.sqlite.SqliteSettings;
import dev.coatcheck.store.DataStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A store as the command line names it. What is not said there is configured as everywhere else: system property,
 * environment, default. Immutable.
 */
final class StoreAddress {
    private static final String SQLITE = "sqlite";
    private static final String REDIS = "redis";
    private static final String FORMS = "a store is sqlite:FILE, or the URL of a Redis such as redis://host:6379/0,"
            + " rediss://, redis-sentinel:// or redis-cluster://";
    private static final Pattern REDIS_URL = Pattern.compile("(?i)rediss?(-sentinel|-cluster)?://.*");

    /** What stands for the argument in messages: {@code --from}. */
    private final String argument;

    private final CoatcheckConfig config;
    private final DataStoreProvider driver;

    private StoreAddress(String argument, CoatcheckConfig config) {
        this.argument = argument;
        this.config = config;
        this.driver = DataStoreProvider.chosenBy(config);
    }

    /**
     * Reads a store's address; opens nothing.
     *
     * @param argument what stands for it in messages
     * @param prefix what the keys in Redis begin with; null for what is configured
     * @throws ConfigurationException saying what would be right, without secrets
     */
    static StoreAddress parse(String argument, String text, @Nullable String prefix) {
        try {
            CoatcheckConfig.Builder config = CoatcheckConfig.builder();
            String store = store(text, config);
            config.set(Setting.STORE.key(), store);
            if (prefix != null && !store.equals(REDIS)) {
                throw new ConfigurationException("a prefix is for Redis: a file has none; leave it out");
            }
            if (prefix != null) {
                config.set(RedisSettings.PREFIX.key(), prefix);
            }
            return new StoreAddress(argument, config.build());
        } catch (ConfigurationException e) {
            throw new ConfigurationException(argument + ": " + e.getMessage());
        }
    }

    /** The driver's name; what the text says more goes into the settings. */
    private static String store(String text, CoatcheckConfig.Builder config) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals(SQLITE) || lower.equals(REDIS)) {
            return lower;
        }
        if (lower.startsWith(SQLITE + ":")) {
            config.set(SqliteSettings.FILE.key(), file(text.substring(SQLITE.length() + 1)));
            return SQLITE;
        }
        if (REDIS_URL.matcher(text).matches()) {
            config.set(RedisSettings.URL.key(), text);
            return REDIS;
        }
        throw new ConfigurationException(wrong(text, lower));
    }

    private static String file(String text) {
        if (text.isBlank()) {
            throw new ConfigurationException("sqlite: lacks its file; write sqlite:FILE, such as sqlite:coatcheck.db");
        }
        try {
            return Path.of(text).toString();
        } catch (InvalidPathException e) {
            throw new ConfigurationException("sqlite: takes the path of a file, and this is none: " + e.getReason());
        }
    }

    private static String wrong(String text, String lower) {
        if (lower.equals("memory") || lower.startsWith("memory:")) {
            return "the memory store is in the heap of one process, and no other can reach it. The application itself"
                    + " can move its sessions while it runs: SessionManager.moveTo";
        }
        if (text.startsWith("@")) {
            return "there is no file " + text.substring(1) + " to read the argument from";
        }
        if (lower.startsWith("redis")) {
            return "the URL of a Redis begins with redis://, rediss://, redis-sentinel:// or redis-cluster://, such as"
                    + " redis://host:6379/0";
        }
        String shown = "\"" + CoatcheckConfig.withoutPassword(text) + "\" is no store; ";
        return !text.contains("://") && Files.isRegularFile(path(text))
                ? shown + "a file is written sqlite:" + text
                : shown + FORMS;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            return Path.of("");
        }
    }

    /**
     * A store that is only read must be there: opening a file would make one, or set up an empty one.
     *
     * @throws ConfigurationException saying what would be right
     */
    void requireThere() {
        if (!driver.name().equals(SQLITE)) {
            return;
        }
        Path file = file();
        if (!Files.exists(file)) {
            throw new ConfigurationException(argument + ": there is no file " + file + "; name the one that"
                    + " coatcheck.sqlite.file of the application names (it is not created here)");
        }
        if (Files.isDirectory(file)) {
            throw new ConfigurationException(
                    argument + ": " + file + " is a directory; name a file, such as sqlite:" + file + "/coatcheck.db");
        }
        try {
            if (Files.size(file) == 0 && !Files.exists(Path.of(file + "-wal"))) {
                throw new ConfigurationException(argument + ": " + file + " is empty, and no session database");
            }
        } catch (IOException e) {
            throw new ConfigurationException(argument + ": " + file + " cannot be read");
        }
    }

    private Path file() {
        return Path.of(config.get(SqliteSettings.FILE)).toAbsolutePath().normalize();
    }

    /** Whether both are one store, as far as that can be told from here: a host may have two names. */
    boolean isSameAs(StoreAddress other) {
        if (!driver.name().equals(other.driver.name())) {
            return false;
        }
        return driver.name().equals(SQLITE)
                ? isSame(file(), other.file())
                : toString().equals(other.toString());
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            // one of them is still to be created
            return false;
        }
    }

    /**
     * Opens the store, and asks it for a sign of life.
     *
     * @throws ConfigurationException if it cannot be opened as it is configured
     * @throws dev.coatcheck.StoreUnavailableException if it does not answer
     */
    DataStore open() {
        return answering(driver.open(config));
    }

    /** As {@link #open}, where nothing is to change: a file's own upkeep is left to who uses it. */
    DataStore openToRead() {
        return answering(driver.name().equals(SQLITE) ? SqliteDataStore.toRead(config) : driver.open(config));
    }

    private static DataStore answering(DataStore store) {
        try {
            store.ping();
            return store;
        } catch (CoatcheckException e) {
            store.close();
            throw e;
        }
    }

    /** Where it is, without user and password. */
    @Override
    public String toString() {
        String place = driver.name().equals(SQLITE)
                ? file().toString()
                : driver.location(config).orElse("");
        String keys = driver.name().equals(REDIS) ? ", keys " + config.get(RedisSettings.PREFIX) + ":*" : "";
        return driver.name() + " " + place + keys;
    }
}
