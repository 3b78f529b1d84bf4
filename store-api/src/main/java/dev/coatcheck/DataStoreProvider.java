package dev.coatcheck;

import dev.coatcheck.store.DataStore;
import java.util.Optional;

/**
 * Opens a driver's store by configuration. Found by {@link java.util.ServiceLoader}; needs a public constructor without
 * parameters.
 */
public interface DataStoreProvider extends SettingsProvider {

    /**
     * The driver that a configuration names, for who wants a store itself and no sessions: tools that copy or inspect.
     *
     * @param config all settings
     * @return the driver of {@code coatcheck.store}
     * @throws ConfigurationException if it is not on the class path
     */
    static DataStoreProvider chosenBy(CoatcheckConfig config) {
        return Drivers.chosenBy(config);
    }

    /**
     * The value of {@code coatcheck.store} that chooses this driver. Settings that begin with {@code coatcheck.NAME.}
     * are the driver's own.
     *
     * @return a short name in lower case
     */
    @Override
    String name();

    /**
     * Where the sessions are, for people who read the log. Where a driver tells, the store is asked for a sign of life at
     * the start, in the background, and the log says whether it gave one.
     *
     * @param config all settings
     * @return a server or a file, never a user or a password; empty, unless a driver says otherwise, for this process
     */
    default Optional<String> location(CoatcheckConfig config) {
        return Optional.empty();
    }

    /**
     * Opens a store. A server that does not answer is no reason to fail: the first call will say so.
     *
     * @param config all settings
     * @return a store of its own for each call
     * @throws ConfigurationException where the driver cannot use its settings
     */
    DataStore open(CoatcheckConfig config);
}
