package dev.coatcheck.example;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command line. What it does not name is configured as everywhere: system property, environment, file, default. */
@Command(
        name = "shop",
        sortOptions = false,
        description = "Runs the example shop.",
        footer = {
            "",
            "Every coatcheck.* key is an option too, as in --coatcheck.lifetime=2h.",
            "An option wins over a system property, that over the environment, that over coatcheck.properties."
        })
final class ShopOptions {
    private static final String SETTING = "--coatcheck.";

    @Option(
            names = "--store",
            paramLabel = "NAME",
            description = "where sessions are: memory (default), sqlite or redis")
    private @Nullable String store;

    @Option(names = "--redis-url", paramLabel = "URL", description = "where Redis is (redis://localhost:6379)")
    private @Nullable String redisUrl;

    @Option(
            names = "--move-to",
            paramLabel = "URL",
            description = "the Redis to which the page's \"Move to Redis\" moves all sessions, while visitors go on")
    private @Nullable String moveTo;

    @Option(
            names = "--catalog",
            paramLabel = "FILE.csv",
            description = "a Shopify product export, or what Download saved")
    private @Nullable Path catalogFile;

    @Option(names = "--port", paramLabel = "PORT", description = "8080 by default; 0 for any that is free")
    private int port = 8080;

    @Option(names = "--host", paramLabel = "HOST", description = "the address to listen on (localhost)")
    private String host = "localhost";

    @Option(names = "--help", usageHelp = true, description = "shows this text")
    private boolean help;

    private final Map<String, String> settings = new LinkedHashMap<>();

    private ShopOptions() {}

    /**
     * Reads the command line.
     *
     * @throws ConfigurationException naming the option and what would be right
     */
    static ShopOptions parse(String... arguments) {
        ShopOptions options = new ShopOptions();
        List<String> others = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith(SETTING)) {
                options.addSetting(argument);
            } else {
                others.add(argument);
            }
        }
        try {
            new CommandLine(options).parseArgs(others.toArray(String[]::new));
        } catch (ParameterException e) {
            // a mistyped option may have a password in it
            throw new ConfigurationException(
                    CoatcheckConfig.withoutPassword(String.valueOf(e.getMessage())) + "; --help shows the options");
        }
        options.addShortForms();
        options.requirePort();
        return options;
    }

    private void addSetting(String argument) {
        int equals = argument.indexOf('=');
        if (equals < 0) {
            throw new ConfigurationException(argument + " lacks its value; write " + argument + "=VALUE");
        }
        add(argument.substring(2, equals), argument.substring(equals + 1));
    }

    private void add(String key, String value) {
        if (settings.putIfAbsent(key, value) != null) {
            throw new ConfigurationException(key + " is given twice; give it once");
        }
    }

    private void addShortForms() {
        if (store != null) {
            add("coatcheck.store", store);
        }
        if (redisUrl != null) {
            add("coatcheck.redis.url", redisUrl);
        }
    }

    private void requirePort() {
        if (port < 0 || port > 65_535) {
            throw new ConfigurationException("--port is " + port + "; it takes a number from 0 to 65535");
        }
    }

    /** All settings, checked. */
    CoatcheckConfig config() {
        return builder().build();
    }

    private CoatcheckConfig.Builder builder() {
        CoatcheckConfig.Builder config = CoatcheckConfig.builder();
        settings.forEach(config::set);
        return config;
    }

    /** The same settings, checked, but for the store to which sessions can be moved. */
    Optional<CoatcheckConfig> moveTarget() {
        if (moveTo == null) {
            return Optional.empty();
        }
        if (config().get(Setting.STORE).equals("redis")) {
            throw new ConfigurationException("--move-to is for sessions in memory or in a file, and coatcheck.store is"
                    + " redis: leave one of the two out");
        }
        try {
            return Optional.of(builder()
                    .set("coatcheck.store", "redis")
                    .set("coatcheck.redis.url", moveTo)
                    .build());
        } catch (ConfigurationException e) {
            throw new ConfigurationException("--move-to: " + e.getMessage());
        }
    }

    /** The export that was named, which is read once to see that it is one, or the generator. */
    Catalog catalog() {
        if (catalogFile == null) {
            return new GeneratedCatalog();
        }
        try {
            ShopifyExport export = new ShopifyExport(catalogFile);
            export.check();
            return export;
        } catch (CatalogException e) {
            throw new ConfigurationException("--catalog is " + catalogFile + ": " + e.getMessage());
        }
    }

    int port() {
        return port;
    }

    String host() {
        return host;
    }

    boolean wantsHelp() {
        return help;
    }

    static String help() {
        return new CommandLine(new ShopOptions()).getUsageMessage();
    }
}
