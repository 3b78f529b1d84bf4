package dev.coatcheck;

import java.util.List;

/**
 * Declares the settings of a module, so that the configuration takes them from every source, checks them, and knows a
 * mistyped one. Found by {@link java.util.ServiceLoader}; needs a public constructor without parameters. A driver
 * declares its own with {@link DataStoreProvider}.
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
     * @return each with a key that begins with {@code coatcheck.NAME.}; none unless a module says otherwise
     */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * Checks what no setting can tell by itself: that some of them go together. Called for each configuration that is
     * made, whether or not the module is used; files and servers are for later.
     *
     * @param config all settings, each of which is right by itself
     * @throws ConfigurationException naming the keys, the values and what would be right, without secrets
     */
    default void check(CoatcheckConfig config) {}
}
