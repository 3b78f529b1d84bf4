package dev.coatcheck.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of sessions whose machine's clock is set: elapsed time counts, and never goes back. */
class SqliteClockTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration OFTEN = Duration.ofMillis(100);

    private final AtomicLong machineMicros =
            new AtomicLong(Stores.machineClock().getAsLong());
    private final AtomicLong nanos = new AtomicLong();

    @TempDir
    private Path directory;

    /** Gives nothing back while a test looks at it. */
    private DataStore open() {
        return open(DAY);
    }

    private DataStore open(Duration betweenSweeps) {
        SqliteOptions options = Stores.options(directory.resolve("coatcheck.db"), OptionalLong.empty());
        return new SqliteDataStore(options, new StoreClock(machineMicros::get, nanos::get), betweenSweeps);
    }

    private void letPass(Duration time) {
        nanos.addAndGet(time.toNanos());
        machineMicros.addAndGet(time.toNanos() / 1_000);
    }

    private void setMachinesClock(Duration by) {
        machineMicros.addAndGet(by.toNanos() / 1_000);
    }

    private static Change put(String text) {
        return Change.put("a", text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isLive(DataStore store, String id) {
        return store.read(id, List.of()).isPresent();
    }

    @Test
    void whoeverSetsTheClockEndsNoSessionOfAnOpenStoreAndProlongsNone() {
        try (DataStore store = open()) {
            store.create("s", HOUR, List.of());
            setMachinesClock(DAY);
            assertThat(isLive(store, "s")).isTrue();
            setMachinesClock(DAY.multipliedBy(-3));
            letPass(HOUR.minusSeconds(1));
            assertThat(isLive(store, "s")).isTrue();
            letPass(Duration.ofSeconds(1));
            assertThat(isLive(store, "s")).isFalse();
        }
    }

    @Test
    void timeGoesOnWhileNoProcessRuns() {
        try (DataStore store = open()) {
            store.create("s", HOUR, List.of());
        }
        letPass(HOUR);
        try (DataStore store = open()) {
            assertThat(isLive(store, "s")).isFalse();
        }
    }

    @Test
    void aStoreThatIsOpenedAfterTheClockWasSetBackGoesOnWhereTheFileStopped() {
        try (DataStore store = open()) {
            store.create("over", HOUR, List.of());
            store.create("live", DAY, List.of());
            letPass(HOUR.multipliedBy(2));
            store.write("live", List.of(put("one")));
            assertThat(isLive(store, "over")).isFalse();
        }
        setMachinesClock(HOUR.multipliedBy(-5));
        try (DataStore store = open()) {
            assertThat(isLive(store, "over")).isFalse();
            assertThat(store.read("live", List.of()).orElseThrow().remaining())
                    .isBetween(DAY.minus(HOUR.multipliedBy(2)).minusSeconds(1), DAY.minus(HOUR.multipliedBy(2)));
        }
    }

    @Test
    void storesThatWereOpenedBeforeAndAfterTheClockWasSetAgreeOnceTheyMeet() {
        try (DataStore early = open()) {
            setMachinesClock(HOUR.multipliedBy(2));
            try (DataStore late = open()) {
                early.create("of the early one", HOUR, List.of());
                late.create("of the late one", DAY, List.of());
                assertThat(isLive(early, "of the early one")).isTrue();
                assertThat(isLive(early, "of the late one")).isTrue();
                assertThat(isLive(early, "of the early one"))
                        .isEqualTo(isLive(late, "of the early one"))
                        .isFalse();
            }
        }
    }

    /** Its own time would be over at once for the other. */
    @Test
    void whoWritesToASessionMeetsItsLastWriterFirst() {
        try (DataStore early = open()) {
            setMachinesClock(HOUR.multipliedBy(2));
            try (DataStore late = open()) {
                late.create("s", DAY, List.of());
                assertThat(early.extend("s", HOUR)).isTrue();
                assertThat(isLive(late, "s")).isTrue();
            }
        }
    }

    @Test
    void aValuesOwnTimeIsThatOfTheSessionsLastWriter() {
        try (DataStore early = open()) {
            setMachinesClock(HOUR.multipliedBy(2));
            try (DataStore late = open()) {
                late.create("s", DAY, List.of());
                early.write("s", List.of(Change.put("a", "one".getBytes(StandardCharsets.UTF_8), HOUR)));
                assertThat(version(late)).isPositive();
            }
        }
    }

    @Test
    void aVersionThatIsNoTimeMovesNoClock() throws Exception {
        try (DataStore store = open()) {
            store.create("damaged", HOUR, List.of());
            store.create("s", HOUR, List.of());
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("coatcheck.db"));
                    Statement damage = other.createStatement()) {
                damage.executeUpdate("UPDATE sessions SET version = version + (1 << 58) WHERE id = 'damaged'");
            }
            store.read("damaged", List.of());
            store.write("damaged", List.of(put("one")));
            assertThat(isLive(store, "s")).isTrue();
        }
    }

    @Test
    void noVersionIsGivenTwiceThoughTheClockIsSetBackAndAnIdIsUsedAgain() {
        Set<Long> versions = new HashSet<>();
        try (DataStore early = open()) {
            setMachinesClock(HOUR.negated());
            try (DataStore late = open()) {
                for (DataStore store : List.of(early, late, early, late, late)) {
                    store.create("s", DAY, List.of(put("one")));
                    assertThat(versions.add(version(store))).isTrue();
                    for (int i = 0; i < 100; i++) {
                        assertThat(versions.add(
                                        store.write("s", List.of(put("next"))).version()))
                                .isTrue();
                    }
                    store.delete("s");
                    letPass(Duration.ofNanos(7_777));
                }
            }
        }
    }

    private static long version(DataStore store) {
        Found found =
                store.read("s", List.of(Want.of("a"))).orElseThrow().values().get(0);
        return found.version();
    }

    @Test
    void versionsGrowWhileTheClockStandsStill() {
        try (DataStore store = open();
                DataStore other = open()) {
            store.create("s", DAY, List.of(put("one")));
            long last = version(store);
            for (int i = 0; i < 100; i++) {
                long next = (i % 2 == 0 ? store : other)
                        .write("s", List.of(put("next")))
                        .version();
                assertThat(next).isGreaterThan(last);
                last = next;
            }
        }
    }

    /** Ends of theirs are later than all that is told in the tests below. */
    private static void createLongSessions(DataStore store) {
        for (int i = 0; i < 200; i++) {
            store.create("long" + i, DAY.multipliedBy(30), List.of());
        }
    }

    @Test
    void whatWasWrittenToAnySessionTellsWhenTheFileWasLastInUse() {
        try (DataStore store = open()) {
            createLongSessions(store);
            store.create("over", HOUR, List.of());
            letPass(HOUR.multipliedBy(2));
            store.create("short", HOUR, List.of());
        }
        setMachinesClock(HOUR.multipliedBy(-5));
        try (DataStore store = open()) {
            assertThat(isLive(store, "over")).isFalse();
            assertThat(isLive(store, "short")).isTrue();
        }
    }

    @Test
    void soDoesProlonging() {
        try (DataStore store = open()) {
            store.create("over", HOUR, List.of());
            store.create("live", DAY, List.of());
            letPass(HOUR.multipliedBy(2));
            store.prolong("live", DAY);
        }
        setMachinesClock(HOUR.multipliedBy(-5));
        try (DataStore store = open()) {
            assertThat(isLive(store, "over")).isFalse();
        }
    }

    @Test
    void whoProlongedASessionIsMetByWhoReadsIt() {
        try (DataStore early = open()) {
            early.create("over", HOUR, List.of());
            early.create("live", DAY, List.of());
            setMachinesClock(HOUR.multipliedBy(2));
            try (DataStore late = open()) {
                late.prolong("live", DAY.multipliedBy(2));
                assertThat(isLive(early, "over")).isTrue();
                assertThat(isLive(early, "live")).isTrue();
                assertThat(isLive(early, "over")).isFalse();
            }
        }
    }

    @Test
    void aSessionThatOnlyAReaderFoundOverStaysOver() {
        try (DataStore store = open()) {
            store.create("over", HOUR, List.of());
            letPass(HOUR);
            assertThat(isLive(store, "over")).isFalse();
        }
        setMachinesClock(HOUR.multipliedBy(-5));
        try (DataStore store = open()) {
            assertThat(isLive(store, "over")).isFalse();
        }
    }

    @Test
    void itDoesThoughTheProcessWasKilled() {
        try (DataStore killed = open(OFTEN)) {
            killed.create("live", DAY, List.of());
            killed.create("over", HOUR, List.of());
            letPass(HOUR.multipliedBy(2));
            isLive(killed, "live");
            setMachinesClock(HOUR.multipliedBy(-5));
            await().until(() -> {
                try (DataStore next = open()) {
                    Duration left = next.read("live", List.of()).orElseThrow().remaining();
                    return left.compareTo(DAY.minus(HOUR)) < 0;
                }
            });
        }
    }

    @Test
    void processesThatShareNoSessionAgreeOnTheTimeToo() {
        try (DataStore early = open(OFTEN)) {
            early.create("of the early one", HOUR.multipliedBy(3), List.of());
            setMachinesClock(HOUR.multipliedBy(2));
            try (DataStore late = open(OFTEN)) {
                late.create("of the late one", DAY, List.of());
                await().until(() -> early.read("of the early one", List.of())
                                .orElseThrow()
                                .remaining()
                                .compareTo(HOUR)
                        <= 0);
            }
        }
    }

    /** Neither whoever was killed nor what he deleted can tell of them any more. */
    @Test
    void noVersionIsGivenTwiceThoughAllThatHadItIsDeletedAndTheClockIsSetBack() {
        try (DataStore killed = open()) {
            killed.create("s", DAY, List.of(put("one")));
            letPass(HOUR);
            long last = killed.write("s", List.of(put("two"))).version();
            killed.delete("s");
            setMachinesClock(HOUR.multipliedBy(-5));
            try (DataStore next = open()) {
                next.create("s", DAY, List.of(put("three")));
                assertThat(version(next)).isGreaterThan(last);
            }
        }
    }

    /** A clock that goes on by a second whenever somebody looks. */
    @Test
    void theTimeThatAReadTookIsNotToldAsRemaining() throws Exception {
        Path file = directory.resolve("coatcheck.db");
        long start = machineMicros.get();
        long second = Duration.ofSeconds(1).toNanos();
        StoreClock clock = new StoreClock(() -> start, () -> nanos.addAndGet(second));
        try (DataStore store = new SqliteDataStore(Stores.options(file, OptionalLong.empty()), clock, DAY);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            store.create("s", HOUR, List.of(put("one")));
            long end;
            try (ResultSet row = statement.executeQuery("SELECT \"end\" * 1000 FROM sessions")) {
                end = row.getLong(1);
            }
            Slice slice = store.read("s", List.of(Want.of("a"))).orElseThrow();
            Duration left = Duration.of(end - start - (nanos.get() - second) / 1_000, ChronoUnit.MICROS);
            assertThat(slice.remaining()).isLessThanOrEqualTo(left);
            assertThat(slice.values().get(0).remaining()).isLessThanOrEqualTo(left);
        }
    }
}
