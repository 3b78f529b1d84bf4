package dev.coatcheck.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.ClaimableStore.Claim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that one process has alone. */
class ClaimTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Stores stores = new Stores();

    @TempDir
    private Path directory;

    private SqliteDataStore open() {
        return (SqliteDataStore) stores.open(new SqliteOptions(
                directory.resolve("coatcheck.db"), OptionalLong.empty(), false, Duration.ofMillis(200)));
    }

    @Test
    void whoHasAFileAloneGoesOnReadingAndWriting() {
        try (SqliteDataStore store = open()) {
            store.create("a", DAY, List.of());
            Claim claim = store.claim();
            assertThat(store.write("a", List.of(Change.put("b", new byte[10]))).version())
                    .isPositive();
            assertThat(store.names("a")).containsExactly("b");
            claim.close();
        }
    }

    @Test
    void whoOpensAFileThatAnotherHasAloneIsRefused() {
        try (SqliteDataStore store = open()) {
            Claim claim = store.claim();
            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll("coatcheck.db", "moves its sessions to another store");
            claim.close();
            open().close();
        }
    }

    @Test
    void aFileThatIsOpenElsewhereCannotBeHadAlone() {
        try (SqliteDataStore store = open();
                SqliteDataStore other = open()) {
            other.create("a", DAY, List.of());
            assertThatThrownBy(store::claim)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("coatcheck.db", "open in another process", "end that process");
            assertThat(store.names("a")).isEmpty();
            assertThat(store.create("b", DAY, List.of())).isTrue();
            assertThat(other.create("c", DAY, List.of())).isTrue();
            open().close();
        }
    }

    @Test
    void aFileThatAnotherProgramHasOpenCannotBeHadAlone() throws SQLException {
        try (SqliteDataStore store = open();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("coatcheck.db"))) {
            other.createStatement().executeQuery("SELECT count(*) FROM sessions");
            assertThatThrownBy(store::claim).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Others, which may open it in between, would be in the way of whoever puts it back. */
    @Test
    void whoGetsAFileAloneChangesNothingInIt() throws IOException {
        Path file = directory.resolve("coatcheck.db");
        open().close();
        Path before = Files.copy(file, directory.resolve("before"));
        try (SqliteDataStore store = open()) {
            store.claim().close();
        }
        assertThat(Files.mismatch(file, before)).isNegative();
    }

    @Test
    void nothingOfItIsLeft() throws IOException {
        try (SqliteDataStore store = open()) {
            Claim claim = store.claim();
            claim.close();
            claim.close();
            store.create("a", DAY, List.of());
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aClaimOfAProcessThatWasKilledIsNone() throws IOException {
        Files.createFile(directory.resolve("coatcheck.db-claim"));
        try (SqliteDataStore store = open()) {
            assertThat(store.create("a", DAY, List.of())).isTrue();
            store.claim().close();
        }
    }

    @Test
    void whoLetsAFileGoIsNotRefusedHimself() throws Exception {
        try (SqliteDataStore store = (SqliteDataStore) stores.open(directory.resolve("coatcheck.db"))) {
            AtomicBoolean isOver = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit(() -> {
                    while (!isOver.get()) {
                        store.names("a");
                    }
                }));
            }
            for (int i = 0; i < 150; i++) {
                store.claim().close();
            }
            isOver.set(true);
            threads.shutdown();
            for (Future<?> reader : readers) {
                reader.get();
            }
        }
    }

    @Test
    void whoHasWaitedForAClaimHasTheFileThatOthersSeeOrNone() throws Exception {
        Path database = Files.createFile(directory.resolve("coatcheck.db"));
        ClaimFile mine = new ClaimFile(database);
        ClaimFile others = new ClaimFile(database);
        for (int i = 0; i < 5; i++) {
            Claim claim = claimThatIsGivenUp(mine, others, 5L * i).get();
            if (claim != null) {
                assertThat(new ClaimFile(database).isHeldByAnother()).isTrue();
                claim.close();
            }
            assertThat(new ClaimFile(database).isHeldByAnother()).isFalse();
        }
    }

    @Test
    void whoHasWaitedForAClaimHasNoneWhereAThirdHasMadeAnother() throws Exception {
        Path database = Files.createFile(directory.resolve("coatcheck.db"));
        ClaimFile mine = new ClaimFile(database);
        ClaimFile others = new ClaimFile(database);
        ClaimFile thirds = new ClaimFile(database);
        for (int i = 0; i < 5; i++) {
            CompletableFuture<Claim> second = claimThatIsGivenUp(mine, others, 10L * i);
            List<Claim> held = Stream.of(Optional.ofNullable(take(thirds)), Optional.ofNullable(second.get()))
                    .flatMap(Optional::stream)
                    .toList();
            assertThat(held).hasSizeLessThan(2);
            held.forEach(Claim::close);
        }
    }

    /** The first has it, and gives it up some time after the second has asked: from not yet come there to waiting for it. */
    private static CompletableFuture<Claim> claimThatIsGivenUp(ClaimFile first, ClaimFile second, long millis)
            throws Exception {
        Claim claim = Objects.requireNonNull(first.take());
        CountDownLatch begins = new CountDownLatch(1);
        CompletableFuture<Claim> waiting = CompletableFuture.supplyAsync(() -> {
            begins.countDown();
            return take(second);
        });
        begins.await();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        claim.close();
        return waiting;
    }

    private static @Nullable Claim take(ClaimFile file) {
        try {
            return file.take();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aClaimIsNotMadeThroughALinkThatSomebodyHasLaid() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        Files.createSymbolicLink(directory.resolve("coatcheck.db-claim"), elsewhere);
        try (SqliteDataStore store = open()) {
            assertThatThrownBy(store::claim).hasMessageContaining("coatcheck.db");
            assertThat(elsewhere).doesNotExist();
        }
    }

    @Test
    void whatCannotBeOpenedToTheEndLeavesNothingOpen() {
        SqliteOptions options = Stores.options(directory.resolve("coatcheck.db"), OptionalLong.empty());
        StoreClock clock = new StoreClock(Stores.machineClock(), System::nanoTime);
        assertThatThrownBy(() -> new SqliteDataStore(options, clock, Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(ArithmeticException.class);
        assertThat(System.getProperties().stringPropertyNames())
                .noneMatch(name -> name.startsWith("dev.coatcheck.sqlite"));
        try (SqliteDataStore store = open()) {
            store.claim().close();
        }
    }
}
