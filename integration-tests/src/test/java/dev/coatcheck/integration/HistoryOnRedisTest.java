package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.integration.history.Checker;
import dev.coatcheck.integration.history.Event;
import dev.coatcheck.integration.history.Event.Outcome;
import dev.coatcheck.integration.history.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What three processes do to sessions that they share keeps the contract while the server is troubled.
 * {@code -Dhistory.seed=} repeats the operations of a run, {@code -Dhistory.seconds=} makes it longer.
 */
class HistoryOnRedisTest {
    private static final long SEED = Long.getLong("history.seed", new Random().nextInt(1_000_000));
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("history.seconds", 10));

    @Test
    void nothingIsLostOrRevivedAndNobodySeesAnErrorWhileConnectionsAreKilledAndTheServerHaltsForAMoment()
            throws Exception {
        try (RedisServer server = RedisServer.start()) {
            run(
                    "short-faults",
                    server,
                    "10s",
                    event -> event.outcome() == Outcome.MAYBE,
                    List.of(
                            Faults.killing(server.url()),
                            Faults.pausing(server.url(), 150),
                            Faults.freezing(server, 150),
                            Faults.forgettingScripts(server.url())));
        }
    }

    @Test
    void nothingIsLostOrRevivedWhileTheServerHaltsForLongerThanAnybodyWaits() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            run(
                    "long-faults",
                    server,
                    "100ms",
                    event -> false,
                    List.of(
                            Faults.killing(server.url()),
                            Faults.pausing(server.url(), 300),
                            Faults.freezing(server, 300)));
        }
    }

    /** What is lost may be absent; it must not come back, nor pass for what was written since. */
    @Test
    void whatAServerHasForgottenIsTakenByNobodyForWhatStandsThereNow() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            run(
                    "crashes",
                    server,
                    "10s",
                    event -> event.outcome() == Outcome.MAYBE,
                    List.of(Faults.forgettingScripts(server.url())),
                    new Crashes(server, SEED));
        }
    }

    private static void run(
            String name, RedisServer server, String timeout, Predicate<Event> isWrong, List<Faults.Named> faults)
            throws Exception {
        run(name, server, timeout, isWrong, faults, Run.Trouble.NONE);
    }

    private static void run(
            String name,
            RedisServer server,
            String timeout,
            Predicate<Event> isWrong,
            List<Faults.Named> faults,
            Run.Trouble trouble)
            throws Exception {
        Run run =
                new Run(SEED, Map.of("coatcheck.redis.url", server.url(), "coatcheck.redis.timeout", timeout), trouble);
        int rounds;
        Map<String, Integer> troubles;
        try (Faults troubling = new Faults(SEED, 400, faults)) {
            rounds = run.runFor(TIME);
            troubles = troubling.counts();
        }
        List<Event> history = run.history();
        List<String> violations = new ArrayList<>(Checker.violations(history));
        history.stream().filter(isWrong).forEach(event -> violations.add("an error reached a caller\n    " + event));
        System.out.printf(
                "History %s, seed %d: %d rounds, %d operations %s, %s; %d violations%n",
                name,
                SEED,
                rounds,
                history.size(),
                history.stream().collect(Collectors.groupingBy(Event::outcome, TreeMap::new, Collectors.counting())),
                troubles,
                violations.size());
        Path folder = Path.of("target", "histories", name + "-" + SEED);
        if (!violations.isEmpty()) {
            run.write(folder, violations);
        }
        assertThat(violations)
                .as("seed %d, faults %s; %s has the history", SEED, troubles, folder)
                .isEmpty();
    }
}
