package dev.coatcheck.command;

import dev.coatcheck.ConfigurationException;
import dev.coatcheck.SessionCopy;
import dev.coatcheck.store.DataStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Copies all sessions of one store into another. */
@Command(
        name = "copy",
        header = "Copies all live sessions of a store into another.",
        description = {
            "",
            "Sessions keep their values, their remaining times and their tickets: whoever has a ticket goes on with it in"
                    + " the other store. A session that the other store has already is left there as it is. So a copy"
                    + " that was interrupted, or that failed on the way, is completed by the same command.",
            "",
            "The first store is only read and may be in use. What is written there after a session was copied is not in"
                    + " the copy: let the application rest for the last one, or have it move its sessions itself while"
                    + " it runs (SessionManager.moveTo).",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  coatcheck copy --from sqlite:sessions.db --to redis://localhost:6379",
            "  coatcheck copy --from redis --to sqlite:backup.db    (where COATCHECK_REDIS_URL is set)",
            "  coatcheck copy --from sqlite:sessions.db --to @target.txt --max-bytes-per-second 10MB",
            "",
            "then 'coatcheck compare' with the same stores tells whether all is there."
        })
final class CopyCommand implements Callable<Integer> {
    @Mixin
    private StorePair stores = new StorePair();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        StorePair.Addresses addresses = stores.addresses();
        try (DataStore from = addresses.from().openToRead();
                DataStore to = addresses.to().open()) {
            CopyResult result = CopyResult.of(addresses, copy(from, to));
            output.print(result, result.text());
            return result.outcome().exitCode();
        }
    }

    private SessionCopy.Report copy(DataStore from, DataStore to) {
        try (Display display = Display.of("Copying")) {
            return stores.between(from, to).onProgress(display::show).run();
        } catch (IllegalArgumentException e) {
            // two addresses of one server
            throw new ConfigurationException("--from and --to: " + e.getMessage(), e);
        } finally {
            Interruption.heard();
        }
    }
}
