package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.integration.history.Checker;
import dev.coatcheck.integration.history.Event;
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

/**
 * Checks what several processes do to sessions that they share while their store is troubled. {@code -Dhistory.seed=}
 * repeats the operations of a run, {@code -Dhistory.seconds=} makes it longer.
 */
final class History {
    static final long SEED = Long.getLong("history.seed", new Random().nextInt(1_000_000));
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("history.seconds", 10));

    private History() {}

    /** Leaves the history behind where something is wrong with it. */
    static void check(String name, Run run, Predicate<Event> isWrong, List<Faults.Named> faults) throws Exception {
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
