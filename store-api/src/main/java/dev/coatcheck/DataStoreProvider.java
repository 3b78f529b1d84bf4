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
     * Where the sessions are kept, for the log. If a driver names a place, the store is pinged at the start, in the
     * background, and the log says whether it answered.
     *
     * @param config all settings
     * @return a server or a file, without users and passwords; empty, which is the default, for the memory of this
     *     process
     */
    default Optional<String> location(CoatcheckConfig config) {
        return Optional.empty();
    }

    /**
     * Opens a store. This should succeed even if the store's server cannot be reached: the first call on the store
     * throws then.
     *
     * @param config all settings
     * @return a new store at each call
     * @throws ConfigurationException if the driver cannot use its settings
     */
    DataStore open(CoatcheckConfig config);
}
