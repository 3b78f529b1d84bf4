package dev.coatcheck;

import dev.coatcheck.store.DataStore;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The line in the log that says where sessions are kept. */
final class ReadyLine {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coatcheck");

    private ReadyLine() {}

    /**
     * Logs it. A store that is elsewhere is asked for a sign of life first, by a thread of its own: the start waits for
     * no server, and an application that starts before its server is not stopped.
     *
     * @param location where the store is, if that is not in this process
     */
    static void log(DataStore store, Optional<String> location, String lifetimes) {
        if (location.isEmpty()) {
            LOG.info("Coatcheck is ready: {} store, sessions live {}", store.name(), lifetimes);
            return;
        }
        Thread asking = new Thread(() -> logWithAnswer(store, location.get(), lifetimes), "coatcheck-start");
        asking.setDaemon(true);
        asking.start();
    }

    private static void logWithAnswer(DataStore store, String location, String lifetimes) {
        try {
            store.ping();
            LOG.info(
                    "Coatcheck is ready: {} store at {} (reached), sessions live {}",
                    store.name(),
                    location,
                    lifetimes);
        } catch (CoatcheckException e) {
            LOG.warn(
                    "Coatcheck is ready: {} store at {} (not reached, and tried again by each call: {}), sessions live {}",
                    store.name(),
                    location,
                    e.getMessage(),
                    lifetimes);
        } catch (IllegalStateException closedMeanwhile) {
            LOG.debug("The {} store at {} was closed before it answered", store.name(), location);
        }
    }
}
