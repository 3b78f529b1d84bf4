package dev.coatcheck.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.WriteResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is over is given back in small steps, whatever is in the way of some. */
class SqliteSweepTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int PAGE = 4096;

    private final Stores stores = new Stores();

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("coatcheck.db");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    private long count(String table) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM \"" + table + "\"")) {
            return row.getLong(1);
        }
    }

    /** So that who wants to write waits for a step, and not for a session of any size. */
    @Test
    void aLargeSessionIsGivenBackStepByStep() throws Exception {
        int all = 8_000;
        try (DataStore store = stores.open(file())) {
            List<Change> many = IntStream.range(0, all)
                    .mapToObj(i -> Change.put("n" + i, new byte[10_000]))
                    .toList();
            store.create("s", HOUR, many);
            List<Long> seen = new ArrayList<>();
            stores.letPass(HOUR);
            await().pollInterval(Duration.ofMillis(1)).until(() -> seen.add(count("values")) && seen.contains(0L));
            assertThat(seen).anyMatch(left -> left > 0 && left < all);
        }
    }

    @Test
    void aLargeSessionThatIsEndedIsOverAtOnceAndGivenBack() throws Exception {
        int all = 30;
        try (DataStore store = stores.open(file())) {
            store.create("s", HOUR, List.of());
            for (int i = 0; i < all; i++) {
                store.write("s", List.of(Change.put("n" + i, new byte[4 << 20])));
            }

            assertThat(store.delete("s")).isTrue();

            assertThat(store.read("s", List.of())).isEmpty();
            assertThat(store.names("s")).isEmpty();
            assertThat(store.delete("s")).isFalse();
            assertThat(store.write("s", List.of(Change.put("late", new byte[1]))))
                    .isEqualTo(WriteResult.GONE);
            await().until(() -> count("values") == 0 && count("sessions") == 0);
        }
    }

    @Test
    void anIdWhoseLargeSessionWasEndedIsTakenAnewWithNothingOfIt() {
        try (DataStore store = stores.open(file())) {
            store.create("s", HOUR, List.of(Change.put("old", new byte[9 << 20])));
            store.delete("s");

            assertThat(store.create("s", HOUR, List.of(Change.put("new", new byte[1]))))
                    .isTrue();

            assertThat(store.names("s")).containsExactly("new");
        }
    }

    /** Whose clock lags, since the machine's was set forward between the two, and who has met nobody yet. */
    @Test
    void whoTakesASessionForLiveFindsAllOfItOrThatItIsOver() {
        int all = 8_000;
        List<Change> many = IntStream.range(0, all)
                .mapToObj(i -> Change.put("n" + i, new byte[10_000]))
                .toList();
        AtomicLong more = new AtomicLong();
        Stores late = new Stores();
        late.letPass(HOUR.multipliedBy(2));
        try (DataStore store = stores.openThatSweepsSeldom(file())) {
            store.create("s", HOUR, many);
            try (DataStore sweeping = late.open(file())) {
                await().pollInterval(Duration.ofMillis(1)).until(() -> {
                    // longer by a moment each time, and over for the other all the same
                    boolean isLive = store.prolong("s", HOUR.plusMillis(more.incrementAndGet()));
                    if (isLive && store.prolong("s", HOUR)) {
                        assertThat(store.names("s"))
                                .satisfiesAnyOf(
                                        names -> assertThat(names).hasSize(all),
                                        names -> assertThat(store.prolong("s", HOUR))
                                                .isFalse());
                    }
                    return !isLive;
                });
                assertThat(sweeping.read("s", List.of())).isEmpty();
            }
        }
    }

    /** Those whose rows cannot be reached any more stay, and nobody takes them for live. */
    @Test
    void whatADamagedPageHoldsIsNotInTheWayOfTheRest() throws Exception {
        try (DataStore store = stores.open(file())) {
            for (int i = 0; i < 300; i++) {
                String text = "<session %03d>".formatted(i).repeat(200);
                store.create("s%03d".formatted(i), HOUR, List.of(Change.put("a", bytes(text))));
            }
            store.create("live", DAY, List.of(Change.put("a", bytes("as it was"))));
        }
        damage("<session 020>");
        stores.letPass(HOUR);
        try (DataStore store = stores.open(file())) {
            await().untilAsserted(() -> assertThat(count("sessions")).isLessThan(20));
            assertThat(store.read("live", List.of())).isPresent();
            assertThat(store.read("s020", List.of())).isEmpty();
            assertThat(store.create("new", HOUR, List.of(Change.put("a", bytes("a value")))))
                    .isTrue();
            stores.letPass(HOUR);
            await().untilAsserted(() -> assertThat(count("sessions")).isLessThan(20));
            long damaged = count("sessions");
            assertThat(store.stats().counters().get("sessions-expired")).isEqualTo(302 - damaged);
            assertThat(store.stats().counters().get("sweeps-failed")).isPositive();
        }
    }

    /** The header of the page that has the text. */
    private void damage(String text) throws Exception {
        byte[] all = Files.readAllBytes(file());
        int at = new String(all, StandardCharsets.ISO_8859_1).indexOf(text);
        assertThat(at).isPositive();
        int page = at / PAGE * PAGE;
        for (int i = 0; i < 12; i++) {
            all[page + i] = (byte) 0xEE;
        }
        Files.write(file(), all);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
