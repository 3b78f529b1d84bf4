package dev.coatcheck.command;

import dev.coatcheck.SessionCopy;
import dev.coatcheck.store.DataStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells whether two stores hold the same sessions. */
@Command(
        name = "compare",
        header = "Tells whether two stores hold the same sessions.",
        description = {
            "",
            "Compares the live sessions of two stores: their values, byte by byte, and their remaining times. It tells how"
                    + " many are missing in the second store, differ, or are only there, and their ids and the names of"
                    + " values, never a value. It changes nothing. While an application writes, there are differences.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  coatcheck compare --from sqlite:sessions.db --to redis://localhost:6379",
            "  coatcheck compare --from sqlite:sessions.db --to redis --json    (where COATCHECK_REDIS_URL is set)"
        })
final class CompareCommand implements Callable<Integer> {
    @Mixin
    private StorePair stores = new StorePair();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        StorePair.Addresses addresses = stores.addresses();
        addresses.to().requireThere();
        try (DataStore from = addresses.from().openToRead();
                DataStore to = addresses.to().openToRead()) {
            CompareResult result = CompareResult.of(addresses, compare(from, to));
            output.print(result, result.text());
            return result.outcome().exitCode();
        }
    }

    private SessionCopy.Comparison compare(DataStore from, DataStore to) {
        try (Display display = Display.of("Comparing")) {
            return stores.between(from, to).onProgress(display::show).compare();
        } finally {
            Interruption.heard();
        }
    }
}
