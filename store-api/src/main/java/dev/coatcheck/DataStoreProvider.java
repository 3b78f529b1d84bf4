package dev.coatcheck;

import dev.coatcheck.store.DataStore;

/**
 * Opens a driver's store by configuration. Found by {@link java.util.ServiceLoader}; needs a public constructor without
 * parameters.
 */
public interface DataStoreProvider {

    /**
     * The value of {@code coatcheck.store} that chooses this driver. Settings that begin with {@code coatcheck.NAME.}
     * are the driver's own.
     *
     * @return a short name in lower case
     */
    String name();

    /**
     * Opens a store. A server that does not answer is no reason to fail: the first call will say so.
     *
     * @param config all settings
     * @return a store of its own for each call
     * @throws ConfigurationException where the driver cannot use its settings
     */
    DataStore open(CoatcheckConfig config);
}
