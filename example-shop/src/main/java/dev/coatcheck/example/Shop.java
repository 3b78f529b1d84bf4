package dev.coatcheck.example;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.SessionManager;
import dev.coatcheck.Setting;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.servlet.CoatcheckFilter;
import dev.coatcheck.servlet.CookieSettings;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The example shop, running. Started from the command line or, in a program, by {@link #start}; closing it stops the
 * server and closes the store.
 */
public final class Shop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shop.class);
    private static final int BAD_CONFIGURATION = 2;

    private final String host;
    private final String instance = HexFormat.of().toHexDigits((short) new SecureRandom().nextInt());
    private final SessionManager sessions;
    private final MoveToRedis move;
    private final ShopServer server;

    private Shop(ShopOptions options, CoatcheckConfig config, Catalog catalog, Optional<CoatcheckConfig> moveTarget) {
        this.host = options.host();
        this.sessions = SessionManager.open(config);
        this.move = new MoveToRedis(sessions, config.get(Setting.STORE), moveTarget);
        this.server = new ShopServer(
                host,
                options.port(),
                new CoatcheckFilter(sessions, config),
                new ShopServlet(catalog, sessions, move, instance, CookieSettings.cookieName(config)));
    }

    /**
     * Runs the shop until the process is told to stop.
     *
     * @param arguments the options, see {@code --help}
     * @throws InterruptedException if the main thread is interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            ShopOptions options = ShopOptions.parse(arguments);
            if (options.wantsHelp()) {
                System.out.print(ShopOptions.help());
                return;
            }
            Shop shop = start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(shop::close, "shop-close"));
            System.out.println("Shop is ready: " + shop);
            shop.server.awaitEnd();
        } catch (ConfigurationException e) {
            System.err.println("shop: " + e.getMessage());
            System.exit(BAD_CONFIGURATION);
        }
    }

    /**
     * Starts a shop.
     *
     * @param options as on the command line, such as {@code --port=0}
     * @return the shop, listening; to be closed
     * @throws ConfigurationException naming the option or key, its value and what would be right
     */
    public static Shop start(String... options) {
        return start(ShopOptions.parse(options));
    }

    private static Shop start(ShopOptions options) {
        CoatcheckConfig config = options.config();
        Catalog catalog = options.catalog();
        Optional<CoatcheckConfig> moveTarget = options.moveTarget();
        Shop shop = new Shop(options, config, catalog, moveTarget);
        try {
            shop.server.start();
        } catch (IOException e) {
            shop.sessions.close();
            throw new ConfigurationException("cannot listen on " + options.host() + ":" + options.port() + ": "
                    + e.getMessage() + "; choose another --port or --host");
        }
        shop.warnWithoutStore();
        return shop;
    }

    /** The shop goes on: a store may come up later. */
    private void warnWithoutStore() {
        try {
            sessions.ping();
        } catch (StoreUnavailableException e) {
            LOG.warn("The store does not answer: {}", e.getMessage());
        }
    }

    /**
     * The port it listens on.
     *
     * @return the actual one where 0 was asked for
     */
    public int port() {
        return server.port();
    }

    /**
     * Where the page is.
     *
     * @return an address such as {@code http://localhost:8080}
     */
    public URI url() {
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
    }

    /** Lets requests that are under way finish, then closes the store. */
    @Override
    public void close() {
        try {
            server.stop();
        } finally {
            sessions.close();
        }
    }

    /** {@code http://localhost:8080 (memory store, instance a1b2)}. */
    @Override
    public String toString() {
        return url() + " (" + move.store() + " store, instance " + instance + ")";
    }
}
