package dev.coatcheck.integration.driver;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.SessionManager;

/** Starts with the configuration of its process and says with which. */
final class Application {
    private Application() {}

    /**
     * Starts.
     *
     * @param arguments what the builder sets, as {@code key=text}
     */
    public static void main(String[] arguments) {
        CoatcheckConfig.Builder builder = CoatcheckConfig.builder();
        for (String argument : arguments) {
            String[] setting = argument.split("=", 2);
            builder.set(setting[0], setting[1]);
        }
        try {
            CoatcheckConfig config = builder.build();
            try (SessionManager sessions = SessionManager.open(config)) {
                System.out.println("started " + sessions + " with " + config.get(JdbcDriver.URL) + " of " + config);
            }
        } catch (ConfigurationException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
