package dev.coatcheck;

import dev.coatcheck.internal.config.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The settings that there are: those of every store, and those that the modules on the class path declare. Immutable. */
final class DeclaredSettings {
    static final String PREFIX = "coatcheck.";

    /** Coatcheck's own modules by the name that their keys begin with, for who lacks one. */
    private static final Map<String, String> OWN_MODULES = Map.of(
            "memory", "dev.coatcheck:coatcheck-memory",
            "sqlite", "dev.coatcheck:coatcheck-sqlite",
            "redis", "dev.coatcheck:coatcheck-redis",
            "cookie", "dev.coatcheck:coatcheck-servlet",
            "http-session", "dev.coatcheck:coatcheck-servlet",
            "spring", "dev.coatcheck:coatcheck-spring-boot-starter");

    private final List<SettingsProvider> modules;
    private final NavigableMap<String, Setting<?>> byKey = new TreeMap<>();

    DeclaredSettings(List<? extends SettingsProvider> modules) {
        this.modules = List.copyOf(modules);
        Setting.COMMON.forEach(setting -> byKey.put(setting.key(), setting));
        this.modules.forEach(this::add);
    }

    private void add(SettingsProvider module) {
        for (Setting<?> setting : module.settings()) {
            if (!setting.key().startsWith(prefix(module.name()))) {
                throw new ConfigurationException(module.getClass().getName() + " declares " + setting
                        + "; its keys begin with " + prefix(module.name()));
            }
            if (byKey.put(setting.key(), setting) != null) {
                throw new ConfigurationException("two modules on the class path declare " + setting + ", one of them "
                        + module.getClass().getName() + "; leave one of them out");
            }
        }
    }

    private static String prefix(String module) {
        return PREFIX + module + ".";
    }

    /** Those of the modules on the class path. */
    static DeclaredSettings find() {
        List<SettingsProvider> modules = new ArrayList<>(drivers());
        modules.addAll(load(SettingsProvider.class));
        return new DeclaredSettings(modules);
    }

    /** The drivers on the class path. */
    static List<DataStoreProvider> drivers() {
        return load(DataStoreProvider.class);
    }

    private static <T> List<T> load(Class<T> service) {
        try {
            List<T> found = new ArrayList<>();
            ServiceLoader.load(service, DeclaredSettings.class.getClassLoader()).forEach(found::add);
            return found;
        } catch (ServiceConfigurationError e) {
            throw new ConfigurationException("a module on the class path cannot be used: " + e.getMessage(), e);
        }
    }

    Collection<Setting<?>> all() {
        return byKey.values();
    }

    /** Those that stay the same whatever the store. */
    List<Setting<?>> ofSessions() {
        List<Setting<?>> settings = new ArrayList<>(byKey.values());
        settings.remove(Setting.STORE);
        modules.stream()
                .filter(DataStoreProvider.class::isInstance)
                .forEach(driver -> settings.removeAll(driver.settings()));
        return settings;
    }

    Optional<Setting<?>> find(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** The declared key that one comes nearest to. */
    Optional<String> nearest(String key) {
        String rest = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
        List<String> known =
                byKey.keySet().stream().map(it -> it.substring(PREFIX.length())).toList();
        return Nearest.of(rest, known).map(PREFIX::concat);
    }

    void check(CoatcheckConfig config) {
        modules.forEach(module -> module.check(config));
    }

    /** Of a driver that is made by the application itself, nobody declares the settings. */
    void requireKnown(String key, String store) {
        boolean isOfOtherDriver = key.startsWith(prefix(store)) && !hasModule(store);
        if (!byKey.containsKey(key) && !isOfOtherDriver) {
            throw new ConfigurationException(unknown(key));
        }
    }

    private boolean hasModule(String name) {
        return modules.stream().anyMatch(module -> module.name().equals(name));
    }

    /** The module of Coatcheck's own that such a key is for, where it is not on the class path. */
    Optional<String> absentModule(String key) {
        String module = moduleOf(key);
        return hasModule(module) ? Optional.empty() : Optional.ofNullable(OWN_MODULES.get(module));
    }

    private String unknown(String key) {
        Optional<String> own = absentModule(key);
        if (own.isPresent()) {
            return key + " is a setting of " + own.get()
                    + ", which is not on the class path; add it, or remove the key";
        }
        String module = moduleOf(key);
        Optional<String> nearest = nearest(key);
        String hint = nearest.map(it -> "; did you mean " + it + "?")
                .orElse(module.isEmpty() || hasModule(module) ? "" : absent(module));
        return "unknown key " + key + hint + "; the keys are " + byKey.keySet();
    }

    private static String absent(String module) {
        return "; if " + module + " is a driver, it is not on the class path: add it, or remove the key";
    }

    /** {@code redis} for {@code coatcheck.redis.url}, empty for {@code coatcheck.store}. */
    private static String moduleOf(String key) {
        int end = key.startsWith(PREFIX) ? key.indexOf('.', PREFIX.length()) : -1;
        return end < 0 ? "" : key.substring(PREFIX.length(), end);
    }

    /** How to get a driver that is not there. */
    static String hint(String driver) {
        String own = OWN_MODULES.get(driver);
        return own == null
                ? "Coatcheck's own are memory (" + OWN_MODULES.get("memory") + "), sqlite (" + OWN_MODULES.get("sqlite")
                        + ") and redis (" + OWN_MODULES.get("redis") + ")"
                : "add " + own;
    }
}
