package dev.coatcheck.spring;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * What Spring's environment says under {@code coatcheck.}, under the keys as they are declared, and where each stands.
 * Names are relaxed, placeholders resolved and sources ordered as Boot does it for its own properties; {@code
 * coatcheck.properties} on the class path comes last.
 */
final class EnvironmentSettings {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentSettings.class);
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("coatcheck");

    private final List<ConfigurationPropertySource> sources = new ArrayList<>();
    private final Binder binder;
    private final Map<String, String> texts = new TreeMap<>();

    EnvironmentSettings(Environment environment) {
        ConfigurationPropertySources.get(environment).forEach(sources::add);
        CoatcheckProperties.onClassPath()
                .map(ConfigurationPropertySource::from)
                .filter(Objects::nonNull)
                .ifPresent(sources::add);
        binder = new Binder(sources, new PropertySourcesPlaceholdersResolver(environment));
        Set<ConfigurationPropertyName> known = new HashSet<>();
        Set<ConfigurationPropertyName> variables = new HashSet<>();
        for (Setting<?> setting : CoatcheckConfig.settings()) {
            ConfigurationPropertyName name = ConfigurationPropertyName.of(setting.key());
            known.add(name);
            variables.add(name);
            // COATCHECK_REDIS_POOL_SIZE, which Boot takes beside COATCHECK_REDIS_POOLSIZE
            variables.add(ConfigurationPropertyName.of(setting.key().replace('-', '.')));
            text(name).ifPresent(text -> texts.put(setting.key(), text));
        }
        addUnknown(known, variables);
    }

    /** A list may be written as one text with commas, or as a list of YAML. */
    private Optional<String> text(ConfigurationPropertyName name) {
        try {
            return Optional.ofNullable(binder.bind(name, Bindable.of(String.class))
                    .orElseGet(() -> binder.bind(name, Bindable.listOf(String.class))
                            .map(list -> String.join(",", list))
                            .orElse(null)));
        } catch (BindException e) {
            // without the cause, which shows the text
            throw new ConfigurationException(name + placeOf(name)
                    + " cannot be read; it takes a text, whose placeholders do not stand for themselves");
        }
    }

    /** What nobody has declared is a mistake, but for the environment, where others set variables of such names too. */
    private void addUnknown(Set<ConfigurationPropertyName> known, Set<ConfigurationPropertyName> variables) {
        Set<String> unknownVariables = new TreeSet<>();
        for (ConfigurationPropertySource source : sources) {
            if (!(source instanceof IterableConfigurationPropertySource names)) {
                continue;
            }
            boolean isEnvironment = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
            names.stream().filter(PREFIX::isAncestorOf).forEach(name -> {
                ConfigurationPropertyName whole = name.isLastElementIndexed() ? name.getParent() : name;
                if (!isEnvironment && !known.contains(whole)) {
                    text(name).ifPresent(text -> texts.put(name.toString(), text));
                } else if (isEnvironment && !variables.contains(whole)) {
                    unknownVariables.add(name.toString());
                }
            });
        }
        if (!unknownVariables.isEmpty()) {
            LOG.warn(
                    "These are set by environment variables, are no settings of Coatcheck and are left aside: {}",
                    unknownVariables);
        }
    }

    EnvironmentSettings orElse(String key, String text) {
        texts.putIfAbsent(key, text);
        return this;
    }

    /** One more on a list with commas. */
    void append(String key, String element) {
        texts.merge(key, element, (list, more) -> list.isBlank() ? more : list + "," + more);
    }

    void replace(String key, String text) {
        texts.put(key, text);
    }

    boolean isStore(String name) {
        return texts.getOrDefault(Setting.STORE.key(), "").strip().equals(name);
    }

    /** @throws ConfigurationException naming the key, where it stands, and what would be right */
    CoatcheckConfig check() {
        try {
            return CoatcheckConfig.of(texts);
        } catch (ConfigurationException e) {
            String message = withPlaces(String.valueOf(e.getMessage()));
            Throwable cause = e.getCause();
            throw cause == null ? new ConfigurationException(message) : new ConfigurationException(message, cause);
        }
    }

    /** The message says first what is wrong, and behind a semicolon what would be right. */
    private String withPlaces(String message) {
        int end = message.indexOf("; ");
        String wrong = end < 0 ? message : message.substring(0, end);
        String places = texts.keySet().stream()
                .filter(key -> Pattern.compile("(?<![\\w.-])" + Pattern.quote(key) + "(?![\\w-]|\\.\\w)")
                        .matcher(wrong)
                        .find())
                .map(ConfigurationPropertyName::ofIfValid)
                .filter(Objects::nonNull)
                .map(this::placeOf)
                .collect(Collectors.joining());
        return wrong + places + message.substring(wrong.length());
    }

    /** {@code  (class path resource [application.properties] - 3:17)}; nothing where it is set nowhere. */
    private String placeOf(ConfigurationPropertyName name) {
        return sources.stream()
                .map(source -> source.getConfigurationProperty(name))
                .filter(Objects::nonNull)
                .findFirst()
                .map(property -> property.getOrigin() != null ? property.getOrigin() : nameOf(property))
                .map(origin -> " (" + origin + ")")
                .orElse("");
    }

    private static Object nameOf(ConfigurationProperty property) {
        ConfigurationPropertySource source = property.getSource();
        return source != null && source.getUnderlyingSource() instanceof PropertySource<?> named
                ? named.getName()
                : "of unknown origin";
    }
}
