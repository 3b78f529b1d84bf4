package dev.coatcheck.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** On a file with known contents. */
@Timeout(180)
class InspectTest {
    private static final Key<String> SMALL = Key.of("small", String.class);
    private static final Key<String> LARGE = Key.of("large", String.class);

    @TempDir
    private Path folder;

    private Path file;
    private String store;

    @BeforeEach
    void nameTheStore() {
        file = folder.resolve("sessions.db");
        store = "sqlite:" + file;
    }

    /** Ten sessions with a value of 10 bytes; one of them has another of 5,000, and an owner. */
    private Session tenSessions() {
        CoatcheckConfig config =
                CoatcheckConfig.of(Map.of("coatcheck.store", "sqlite", "coatcheck.sqlite.file", file.toString()));
        try (SessionManager sessions = SessionManager.open(config)) {
            Session last = sessions.create();
            last.put(SMALL, "12345678");
            for (int i = 1; i < 10; i++) {
                last = sessions.create();
                last.put(SMALL, "12345678");
            }
            last.put(LARGE, "x".repeat(4_998));
            last.belongsTo("ann@example.com");
            return last;
        }
    }

    @Test
    void theFiguresAreThoseOfTheStore() {
        Session large = tenSessions();

        CommandRun run = CommandRun.of("inspect", store, "--json", "--largest", "3");

        assertThat(run.exitCode()).isZero();
        JsonNode json = run.json();
        assertThat(json.at("/outcome").asString()).isEqualTo("done");
        assertThat(json.at("/store").asString()).isEqualTo("sqlite " + file);
        assertThat(json.at("/sessions").asLong()).isEqualTo(10);
        assertThat(json.at("/ownersLists").asLong()).isEqualTo(1);
        assertThat(json.at("/values").asLong()).isEqualTo(11);
        assertThat(json.at("/bytes").asLong()).isEqualTo(10 * 10 + 5_000);
        assertThat(json.at("/damagedValues").asLong()).isZero();
        assertThat(json.at("/storeBytes").asLong()).isGreaterThan(5_100);
        assertThat(json.at("/sessionBytes/min").asLong()).isEqualTo(10);
        assertThat(json.at("/sessionBytes/p50").asLong()).isEqualTo(10);
        assertThat(json.at("/sessionBytes/p90").asLong()).isEqualTo(10);
        assertThat(json.at("/sessionBytes/p99").asLong()).isEqualTo(5_010);
        assertThat(json.at("/sessionBytes/max").asLong()).isEqualTo(5_010);
        assertThat(json.at("/sessionValues/max").asLong()).isEqualTo(2);
        assertThat(json.at("/ageSeconds/max").asLong()).isBetween(0L, 180L);
        assertThat(json.at("/secondsLeft/min").asLong()).isBetween(86_400L - 180, 86_400L);
        assertThat(json.at("/largest").size()).isEqualTo(3);
        assertThat(json.at("/largest/0/id").asString()).isEqualTo(large.id());
        assertThat(json.at("/largest/0/bytes").asLong()).isEqualTo(5_010);
        assertThat(json.at("/largest/0/values").asLong()).isEqualTo(2);
    }

    @Test
    void thePageForPeopleHasTheSameFiguresAndNoSecret() {
        Session large = tenSessions();

        CommandRun run = CommandRun.of("inspect", store);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("Store         sqlite " + file + "; takes ")
                .contains("Sessions      10, and 1 list of a user's sessions")
                .contains("Values        11")
                .contains("Stored        5.0 KB")
                .containsPattern("Stored +10 B +10 B +10 B +4.9 KB +4.9 KB")
                .containsPattern("Values +1 +1 +1 +2 +2")
                .containsPattern(large.id() + " +4.9 KB  2 values, 23h 59m left")
                .doesNotContain(large.ticket().substring(large.id().length()))
                .doesNotContain("12345678", "xxxx", "ann");
    }

    @Test
    void anEmptyStoreHasNoFiguresPerSession() {
        new SqliteDataStore(file).close();

        CommandRun run = CommandRun.of("inspect", store);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Sessions      0").doesNotContain("Per session", "The largest");
        assertThat(CommandRun.of("inspect", store, "--json")
                        .json()
                        .at("/sessionBytes")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void nothingIsChangedAndNoTimeIsProlonged() {
        try (DataStore opened = new SqliteDataStore(file)) {
            opened.create("someone", Duration.ofMinutes(5), List.of(Change.put("a", new byte[3])));

            assertThat(CommandRun.of("inspect", store).exitCode()).isZero();

            assertThat(opened.names("someone")).containsExactly("a");
            assertThat(opened.read("someone", List.of()).orElseThrow().remaining())
                    .isLessThan(Duration.ofMinutes(5));
        }
    }

    @Test
    void whatIsOverStaysInAFileThatIsOnlyLookedAtAndNoTimeIsWrittenThere() throws Exception {
        try (DataStore opened = new SqliteDataStore(file)) {
            opened.create("short", Duration.ofMillis(1), List.of(Change.put("a", new byte[3])));
        }
        byte[] before = Files.readAllBytes(file);

        CommandRun run = CommandRun.of("inspect", store);

        assertThat(run.exitCode()).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void theAgeIsThatOfTheSessionWhateverWasWrittenToItSince() {
        Session session;
        try (SessionManager sessions = SessionManager.open(
                CoatcheckConfig.of(Map.of("coatcheck.store", "sqlite", "coatcheck.sqlite.file", file.toString())))) {
            session = sessions.create();
        }
        try (DataStore opened = new SqliteDataStore(file)) {
            long hourAgo = System.currentTimeMillis() - 3_600_000;
            opened.write(
                    session.id(),
                    List.of(Change.put("@ticket", ("\"hash " + hourAgo + "\"").getBytes(StandardCharsets.UTF_8))));
        }

        JsonNode json = CommandRun.of("inspect", store, "--json").json();

        assertThat(json.at("/ageSeconds/max").asLong()).isBetween(3_600L, 3_800L);
    }

    @Test
    void whoStopsReadingTheResultIsNoError() throws Exception {
        tenSessions();

        Process process = CommandRun.start(Map.of(), "inspect", store);
        process.getInputStream().close();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.onExit().join().exitValue()).isZero();
        assertThat(err).isEmpty();
    }

    @Test
    void aResultThatCannotBeWrittenIsAnError() throws Exception {
        tenSessions();

        assertThat(CommandRun.into(new File("/dev/full"), "inspect", store)).isEqualTo(5);
    }

    @Test
    void aSessionOfMoreValuesThanAreReadAtATimeIsCountedWhole() {
        try (DataStore opened = new SqliteDataStore(file)) {
            List<Change> values = IntStream.range(0, 100)
                    .mapToObj(i -> Change.put("value" + i, new byte[i]))
                    .toList();
            opened.create("many", Duration.ofMinutes(5), values);
        }

        JsonNode json = CommandRun.of("inspect", store, "--json").json();

        assertThat(json.at("/values").asLong()).isEqualTo(100);
        assertThat(json.at("/bytes").asLong()).isEqualTo(99 * 100 / 2);
    }

    @Test
    void theStoreMayBeNamedByTheEnvironmentOrInAFileOfOnesOwn() throws IOException {
        tenSessions();
        Path argument = Files.writeString(folder.resolve("store.txt"), store + "\n");

        CommandRun byEnvironment =
                CommandRun.of(Map.of("COATCHECK_SQLITE_FILE", file.toString()), "inspect", "sqlite", "--json");
        CommandRun byFile = CommandRun.of("inspect", "@" + argument, "--json");

        assertThat(byEnvironment.json().at("/sessions").asLong()).isEqualTo(10);
        assertThat(byFile.json().at("/sessions").asLong()).isEqualTo(10);
    }

    @Test
    void toldToStopItSaysWhatItHasSeenSoFar() {
        tenSessions();
        Process process = CommandRun.start(Map.of(), "inspect", store, "--json", "--max-sessions-per-second", "1");
        try {
            // the stores' files are open
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(Path.of(file + "-wal")));
            process.toHandle().destroy();

            CommandRun run = CommandRun.endOf(process);

            assertThat(run.exitCode()).isEqualTo(128 + 15);
            assertThat(run.json().at("/outcome").asString()).isEqualTo("interrupted");
            assertThat(run.json().at("/sessions").asLong()).isLessThan(10);
        } finally {
            process.destroyForcibly();
        }
    }
}
