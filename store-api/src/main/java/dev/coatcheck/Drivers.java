package dev.coatcheck;

import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The drivers on the class path. */
final class Drivers {
    private static final Logger LOG = LoggerFactory.getLogger(Drivers.class);

    private Drivers() {}

    /**
     * The driver that a configuration names.
     *
     * @throws ConfigurationException if it is not there
     */
    static DataStoreProvider chosenBy(CoatcheckConfig config) {
        String name = config.get(Setting.STORE);
        List<DataStoreProvider> drivers = DeclaredSettings.drivers();
        return drivers.stream()
                .filter(driver -> driver.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("coatcheck.store is \"" + name
                        + "\", for which there is no driver on the class path; those there are "
                        + drivers.stream()
                                .map(DataStoreProvider::name)
                                .sorted()
                                .collect(Collectors.joining(", ", "[", "]"))
                        + "; " + DeclaredSettings.hint(name)));
    }

    /**
     * Warns where the store is the one by default, and another driver's settings stand there for nothing: whoever has
     * set them probably expects the sessions there.
     */
    static void warnOfUnusedSettings(CoatcheckConfig config) {
        String name = config.get(Setting.STORE);
        if (!name.equals(Setting.STORE.defaultValue())) {
            return;
        }
        for (DataStoreProvider other : DeclaredSettings.drivers()) {
            List<String> unused = other.settings().stream()
                    .map(Setting::key)
                    .filter(config::isSet)
                    .toList();
            if (!other.name().equals(name) && !unused.isEmpty()) {
                LOG.warn(
                        "{} set, but sessions are kept in the {} store: set coatcheck.store={} to keep them there, or"
                                + " remove what is set for it",
                        String.join(", ", unused) + (unused.size() == 1 ? " is" : " are"),
                        name,
                        other.name());
            }
        }
    }
}
