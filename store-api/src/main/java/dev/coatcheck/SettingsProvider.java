package dev.coatcheck;

import java.util.List;

/**
 * Declares the settings of a module, so that the configuration finds them in every source, checks them, and refuses
 * mistyped keys. Found by {@link java.util.ServiceLoader}; needs a public constructor without parameters. A driver
 * declares its settings with its {@link DataStoreProvider}.
 */
public interface SettingsProvider {

    /**
     * What the keys of this module begin with, behind {@code coatcheck.}.
     *
     * @return a short name in lower case: {@code cookie} for {@code coatcheck.cookie.path}
     */
    String name();

    /**
     * All settings of this module.
     *
     * @return settings whose keys begin with {@code coatcheck.NAME.}; by default none
     */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * Checks settings that depend on each other. Called for each configuration that is made, whether or not the module
     * is used, so it should not look at files or servers.
     *
     * @param config all settings, each of which was checked by itself
     * @throws ConfigurationException naming the keys, the values and what would be right, without secrets
     */
    default void check(CoatcheckConfig config) {}
}
