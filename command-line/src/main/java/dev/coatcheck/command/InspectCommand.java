package dev.coatcheck.command;

import dev.coatcheck.store.DataStore;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what is in a store: how much of it, how old, how large. */
@Command(
        name = "inspect",
        header = "Tells what is in a store: sessions, values, bytes, ages, the largest.",
        description = {
            "",
            "Looks at every session once and changes nothing. It tells numbers and ids of sessions, never a value, a"
                    + " user or a secret. The store may be in use: the load is bounded by the rate below.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  coatcheck inspect sqlite:/var/lib/shop/sessions.db",
            "  coatcheck inspect redis://localhost:6379 --max-sessions-per-second 50",
            "  coatcheck inspect redis --json | jq .sessionBytes.p99    (where COATCHECK_REDIS_URL is set)"
        })
final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "STORE", description = "The store; 'coatcheck --help' has the forms.")
    private String store = "";

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "What the keys in Redis begin with, as in coatcheck.redis.prefix (coatcheck).")
    private @Nullable String prefix;

    @Option(
            names = "--max-sessions-per-second",
            paramLabel = "NUMBER",
            converter = Converters.Rate.class,
            description = "The most sessions to look at in a second (${DEFAULT-VALUE}). Each takes two questions to the"
                    + " store, or a few where it has thousands of values; no values are moved.")
    private long maxSessionsPerSecond = 500;

    @Option(
            names = "--largest",
            paramLabel = "NUMBER",
            converter = Converters.Few.class,
            description = "How many of the largest sessions to name (${DEFAULT-VALUE}).")
    private int largest = 10;

    @Mixin
    private Output output = new Output();

    private final Interruption interruption;

    InspectCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        StoreAddress address = StoreAddress.parse("STORE", store, prefix);
        address.requireThere();
        Figures figures = new Figures(largest);
        try (DataStore opened = address.openToRead()) {
            OptionalLong used = opened.stats().bytes();
            boolean isWhole = interruption.finishes(() -> inspect(opened, figures));
            Outcome outcome = isWhole ? Outcome.DONE : Outcome.INTERRUPTED;
            InspectResult result = new InspectResult(outcome, address.toString(), used, figures.summary());
            output.print(result, result.text());
            return outcome.exitCode();
        }
    }

    private void inspect(DataStore opened, Figures figures) {
        try (Display display = Display.of("Inspecting")) {
            new Inspection(opened, interruption, maxSessionsPerSecond, display, figures).run();
        }
    }
}
