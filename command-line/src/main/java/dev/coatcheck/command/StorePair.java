package dev.coatcheck.command;

import dev.coatcheck.ConfigurationException;
import dev.coatcheck.SessionCopy;
import dev.coatcheck.store.DataStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a command that is about two stores. */
final class StorePair {
    private static final String FROM = "--from";
    private static final String TO = "--to";

    @Option(names = FROM, paramLabel = "STORE", required = true, description = "The store that is only read.")
    private String from = "";

    @Option(names = TO, paramLabel = "STORE", required = true, description = "The other store.")
    private String to = "";

    @Option(
            names = "--from-prefix",
            paramLabel = "PREFIX",
            description = "What the keys in Redis begin with, as in coatcheck.redis.prefix (coatcheck).")
    private @Nullable String fromPrefix;

    @Option(names = "--to-prefix", paramLabel = "PREFIX", description = "The same of the other store.")
    private @Nullable String toPrefix;

    @Option(
            names = "--max-bytes-per-second",
            paramLabel = "SIZE",
            converter = Converters.Size.class,
            description = "The most bytes of values in a second, such as 500KB or 10MB. As fast as it goes by default.")
    private @Nullable Long maxBytesPerSecond;

    /** The two stores' addresses. */
    record Addresses(StoreAddress from, StoreAddress to) {}

    /**
     * Both, of which the first is there.
     *
     * @throws ConfigurationException saying what would be right
     */
    Addresses addresses() {
        StoreAddress source = StoreAddress.parse(FROM, from, fromPrefix);
        StoreAddress target = StoreAddress.parse(TO, to, toPrefix);
        source.requireThere();
        if (source.isSameAs(target)) {
            throw new ConfigurationException("--from and --to are the same store, " + source + "; name another one");
        }
        return new Addresses(source, target);
    }

    /** What is done between the two, no faster than was asked for. */
    SessionCopy between(DataStore source, DataStore target) {
        SessionCopy copy = SessionCopy.between(source, target);
        return maxBytesPerSecond == null ? copy : copy.maxBytesPerSecond(maxBytesPerSecond);
    }
}
