package dev.coatcheck.integration;

import dev.coatcheck.integration.history.Event;
import dev.coatcheck.integration.history.Event.Outcome;
import dev.coatcheck.integration.history.Run;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What three processes do to sessions that they share keeps the contract while the server is troubled. */
class HistoryOnRedisTest {
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
    void nothingIsLostOrRevivedByACrowdWhoseConnectionsAreKilledAndWhoseServerHaltsForAMoment() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            run(
                    "crowd",
                    server,
                    "10s",
                    event -> event.outcome() == Outcome.MAYBE,
                    List.of(
                            Faults.killing(server.url()),
                            Faults.pausing(server.url(), 150),
                            Faults.freezing(server, 150),
                            Faults.forgettingScripts(server.url())),
                    Run.Trouble.NONE,
                    Run.Crew.CROWD);
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
                    new Crashes(server, History.SEED),
                    Run.Crew.SMALL);
        }
    }

    private static void run(
            String name, RedisServer server, String timeout, Predicate<Event> isWrong, List<Faults.Named> faults)
            throws Exception {
        run(name, server, timeout, isWrong, faults, Run.Trouble.NONE, Run.Crew.SMALL);
    }

    private static void run(
            String name,
            RedisServer server,
            String timeout,
            Predicate<Event> isWrong,
            List<Faults.Named> faults,
            Run.Trouble trouble,
            Run.Crew crew)
            throws Exception {
        Run run = new Run(
                History.SEED,
                Map.of(
                        "coatcheck.store",
                        "redis",
                        "coatcheck.redis.url",
                        server.url(),
                        "coatcheck.redis.timeout",
                        timeout),
                trouble,
                crew);
        History.check(name, run, isWrong, faults);
    }
}
