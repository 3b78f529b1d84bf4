package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.SessionCopy;
import dev.coatcheck.SessionCopy.Comparison;
import dev.coatcheck.SessionCopy.Difference;
import dev.coatcheck.SessionCopy.Kind;
import dev.coatcheck.SessionCopy.Report;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.BulkCreatingStore;
import dev.coatcheck.store.BulkCreatingStore.Answer;
import dev.coatcheck.store.BulkCreatingStore.NewSession;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WholeReadingStore;
import dev.coatcheck.store.WholeReadingStore.Whole;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.RedisClient;

/** Sessions that are read whole, created together, or carried in parts. */
class CopyTogetherTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final byte[] BYTES = new byte[100];
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path directory;

    private final List<DataStore> open = new ArrayList<>();

    @AfterEach
    void closeAll() {
        open.forEach(DataStore::close);
    }

    private DataStore open(StoreKind kind) {
        DataStore store = kind.open(directory);
        open.add(store);
        return store;
    }

    private static void fill(DataStore store, int sessions) {
        IntStream.range(0, sessions)
                .forEach(i -> store.create(
                        "session-" + i, HOUR, List.of(Change.put("one", BYTES), Change.put("two", BYTES, HOUR))));
    }

    private static Set<String> ids(DataStore store) {
        try (Stream<String> ids = store.ids()) {
            return new HashSet<>(ids.toList());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "REDIS"})
    void whatIsCreatedTogetherIsAsIfItWereCreatedByItself(StoreKind kind) {
        DataStore store = open(kind);
        store.create("taken", HOUR, List.of(Change.put("own", BYTES)));

        List<Answer> created = ((BulkCreatingStore) store)
                .createAll(List.of(
                        new NewSession("a", HOUR, List.of(Change.put("x", BYTES), Change.put("y", BYTES, HOUR))),
                        new NewSession("taken", HOUR, List.of(Change.put("other", BYTES))),
                        new NewSession("empty", Duration.ofMinutes(1), List.of())));

        assertThat(created).containsExactly(Answer.CREATED, Answer.TAKEN, Answer.CREATED);
        assertThat(store.names("a")).containsExactlyInAnyOrder("x", "y");
        assertThat(store.names("taken")).containsExactly("own");
        assertThat(store.read("empty", List.of()).orElseThrow().remaining())
                .isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
        assertThat(((BulkCreatingStore) store).createAll(List.of())).isEmpty();
    }

    @Test
    void aSessionReadWholeIsAsItIsReadByItsNames() {
        DataStore store = open(StoreKind.SQLITE);
        store.create("s", HOUR, List.of(Change.put("a", BYTES), Change.put("b", new byte[7], Duration.ofMinutes(1))));

        Whole whole = ((WholeReadingStore) store).readWhole("s", 1_000).orElseThrow();

        assertThat(whole.names()).containsExactlyInAnyOrder("a", "b");
        Slice read =
                store.read("s", whole.names().stream().map(Want::of).toList()).orElseThrow();
        for (int i = 0; i < 2; i++) {
            Found found = whole.slice().values().get(i);
            assertThat(found.state()).isEqualTo(Found.State.PRESENT);
            assertThat(found.version()).isEqualTo(read.values().get(i).version());
            assertThat(found.bytes()).isEqualTo(read.values().get(i).bytes());
            assertThat(found.remaining())
                    .isBetween(
                            read.values().get(i).remaining(),
                            read.values().get(i).remaining().plusSeconds(20));
        }
        assertThat(((WholeReadingStore) store).readWhole("nobody", 1_000)).isEmpty();
    }

    @Test
    void ofASessionReadWholeComeNoMoreBytesThanAreAllowedAndTheLengthOfTheRest() {
        DataStore store = open(StoreKind.SQLITE);
        store.create(
                "s",
                HOUR,
                IntStream.range(0, 5)
                        .mapToObj(i -> Change.put("v" + i, new byte[i == 4 ? 1_001 : 300]))
                        .toList());

        List<Found> values = ((WholeReadingStore) store)
                .readWhole("s", 1_000)
                .orElseThrow()
                .slice()
                .values();

        assertThat(values)
                .filteredOn(found -> found.state() == Found.State.PRESENT)
                .hasSize(3);
        assertThat(values)
                .filteredOn(found -> found.state() == Found.State.UNCHANGED)
                .extracting(Found::length)
                .containsExactlyInAnyOrder(300L, 1_001L);
    }

    @Test
    void manySmallSessionsTakeFewCallsToTheTarget() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.REDIS);
        fill(source, 1_000);
        AtomicInteger calls = new AtomicInteger();

        Report report = SessionCopy.between(source, Watched.whole(target, (method, id) -> {
                    if (method.equals("create") || method.equals("createAll")) {
                        calls.incrementAndGet();
                    }
                }))
                .run();

        assertThat(report.copied()).isEqualTo(1_000);
        assertThat(calls).hasValueLessThan(100);
        assertThat(SessionCopy.between(source, target).compare().isSame()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whatEndsBeforeItIsCreatedWithOthersIsNotInTheTarget(StoreKind kind) {
        DataStore source = open(kind);
        DataStore target = open(StoreKind.REDIS);
        fill(source, 200);
        DataStore ending = Watched.whole(target, (method, ids) -> {
            if (method.equals("createAll")) {
                Stream.of(ids.split(" ")).limit(2).forEach(source::delete);
            }
        });

        Report report = SessionCopy.between(source, ending).run();

        assertThat(report.ended()).isPositive();
        assertThat(report.copied() + report.ended()).isEqualTo(200);
        assertThat(ids(target)).isEqualTo(ids(source)).hasSize((int) report.copied());
    }

    @Test
    void whatIsThereAlreadyAmongOthersIsLeftAsItIs() {
        DataStore source = open(StoreKind.SQLITE);
        DataStore target = open(StoreKind.REDIS);
        fill(source, 200);
        IntStream.range(0, 20)
                .forEach(i -> target.create("session-" + i * 10, HOUR, List.of(Change.put("own", BYTES))));

        Report report = SessionCopy.between(source, target).run();

        assertThat(report.alreadyThere()).isEqualTo(20);
        assertThat(report.copied()).isEqualTo(180);
        assertThat(target.names("session-10")).containsExactly("own");
    }

    @Test
    void ofAClusterEachServerGetsItsOwn() {
        DataStore source = open(StoreKind.SQLITE);
        fill(source, 300);
        try (DataStore target = new RedisDataStore(
                RedisCluster.shared().url(), "copy-" + UUID.randomUUID(), PatientStore.TIMEOUT, 16)) {

            Report report = SessionCopy.between(source, target).run();

            assertThat(report.copied()).isEqualTo(300);
            assertThat(SessionCopy.between(source, target).compare().isSame()).isTrue();
        }
    }

    @Test
    void whatStandsDamagedInAValuesPlaceIsLeftOutAndCountedByTheComparison() {
        try (RedisServer server = RedisServer.start();
                DataStore source = PatientStore.at(server.url());
                RedisClient redis = RedisClient.create(server.url())) {
            DataStore target = open(StoreKind.SQLITE);
            fill(source, 3);
            redis.del("coatcheck:{session-1}:two");
            redis.lpush("coatcheck:{session-1}:two", "a list");

            Report report = SessionCopy.between(source, target).run();
            Comparison comparison = SessionCopy.between(source, target).compare();

            assertThat(report.copied()).isEqualTo(3);
            assertThat(target.names("session-1")).containsExactly("one");
            assertThat(comparison.differing()).isEqualTo(1);
            assertThat(comparison.differences())
                    .containsExactly(new Difference(Kind.DIFFERING, "session-1", Optional.of("two")));
        }
    }

    // more than is held at once

    private static void large(DataStore store, int values) {
        List<Change> first = List.of(
                Change.put("@ticket", "\"proof\"".getBytes(StandardCharsets.UTF_8), Duration.ofMinutes(30)),
                Change.put("small", BYTES));
        store.create("large", HOUR, first);
        for (int i = 0; i < values; i++) {
            byte[] bytes = new byte[3 * MEGABYTE];
            Arrays.fill(bytes, (byte) i);
            store.write("large", List.of(i % 2 == 0 ? Change.put("v" + i, bytes) : Change.put("v" + i, bytes, HOUR)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSessionLargerThanWhatIsHeldAtOnceArrivesAsItIs(StoreKind kind) {
        DataStore source = open(kind);
        DataStore target = open(kind == StoreKind.SQLITE ? StoreKind.REDIS : StoreKind.SQLITE);
        large(source, 5);

        Report report = SessionCopy.between(source, target).run();

        assertThat(report.copied()).isEqualTo(1);
        assertThat(report.bytes()).isEqualTo(15 * MEGABYTE + 100 + 7);
        assertThat(target.names("large")).isEqualTo(source.names("large"));
        assertThat(SessionCopy.between(source, target).compare().isSame()).isTrue();
        assertThat(SessionCopy.between(source, target).run().alreadyThere()).isEqualTo(1);
    }

    @Test
    void aComparisonFindsAByteThatDiffersInALargeSession() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.SQLITE);
        large(source, 5);
        SessionCopy.between(source, target).run();
        byte[] bytes = new byte[3 * MEGABYTE];
        bytes[MEGABYTE] = 1;
        target.write("large", List.of(Change.put("v0", bytes)));

        assertThat(SessionCopy.between(source, target).compare().differences())
                .extracting(Difference::kind, difference -> difference.name().orElse(""))
                .containsExactly(tuple(Kind.DIFFERING, "v0"));
    }

    @Test
    void aLargeSessionThatArrivedInPartIsOpenedByNoTicketAndBegunAnew() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.SQLITE);
        large(source, 5);
        AtomicInteger writes = new AtomicInteger();
        DataStore failing = Watched.before(target, (method, id) -> {
            if (method.equals("write") && writes.incrementAndGet() >= 2) {
                throw new StoreUnavailableException("gone", new RuntimeException());
            }
        });
        assertThatThrownBy(() -> SessionCopy.between(source, failing).run())
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(target.names("large")).contains("@arriving").doesNotContain("@ticket");

        Report report = SessionCopy.between(source, target).run();

        assertThat(report.copied()).isEqualTo(1);
        assertThat(report.alreadyThere()).isZero();
        assertThat(SessionCopy.between(source, target).compare().isSame()).isTrue();
    }

    @Test
    void aLargeSessionThatIsWrittenMeanwhileIsCarriedAgain() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.SQLITE);
        large(source, 5);
        AtomicInteger writes = new AtomicInteger();
        DataStore watched = Watched.before(target, (method, id) -> {
            if (method.equals("write") && writes.incrementAndGet() == 2) {
                source.write("large", List.of(Change.put("new", BYTES), Change.put("small", new byte[3])));
            }
        });

        assertThat(SessionCopy.between(source, watched).run().copied()).isEqualTo(1);

        assertThat(SessionCopy.between(source, target).compare().isSame()).isTrue();
    }

    @Test
    void aLargeSessionThatEndsMeanwhileIsNotInTheTarget() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.SQLITE);
        large(source, 5);
        DataStore watched = Watched.before(target, (method, id) -> {
            if (method.equals("write")) {
                source.delete("large");
            }
        });

        assertThat(SessionCopy.between(source, watched).run().ended()).isEqualTo(1);

        assertThat(ids(target)).isEmpty();
    }

    @Test
    void aLargeSessionsOldValuesDoNotArriveWithItsNewTicket() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.SQLITE);
        large(source, 5);
        byte[] renewed = "\"other\"".getBytes(StandardCharsets.UTF_8);
        AtomicInteger looks = new AtomicInteger();
        // once all but the proof is there: the first look is whether it is still the same, the second is for the proof
        DataStore renewing = Watched.before(source, (method, id) -> {
            if (method.equals("read") && target.names("large").size() == 7 && looks.incrementAndGet() == 2) {
                source.write("large", List.of(Change.put("small", new byte[3])));
                source.write("large", List.of(Change.put("@ticket", renewed, Duration.ofMinutes(30))));
            }
        });
        AtomicInteger opened = new AtomicInteger();
        DataStore opening = Watched.after(target, (method, id) -> {
            if (method.equals("write") && target.names("large").contains("@ticket")) {
                opened.incrementAndGet();
                assertThat(target.read("large", List.of(Want.of("small")))
                                .orElseThrow()
                                .values()
                                .get(0)
                                .length())
                        .isEqualTo(3);
            }
        });

        assertThat(SessionCopy.between(renewing, opening).run().copied()).isEqualTo(1);

        assertThat(opened).hasValue(1);
        assertThat(SessionCopy.between(source, target).compare().isSame()).isTrue();
    }

    /** Has some of a session's values in the target, and the mark that there are more. */
    private static void bringInPart(DataStore source, DataStore target) {
        AtomicInteger writes = new AtomicInteger();
        DataStore failing = Watched.before(target, (method, id) -> {
            if (method.equals("write") && writes.incrementAndGet() >= 2) {
                throw new StoreUnavailableException("gone", new RuntimeException());
            }
        });
        assertThatThrownBy(() -> SessionCopy.between(source, failing).run())
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(target.names("large")).contains("@arriving");
    }

    @Test
    void whatAnotherCopyHasCompletedMeanwhileIsNotTakenForUnfinished() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.SQLITE);
        large(source, 5);
        bringInPart(source, target);
        AtomicInteger looks = new AtomicInteger();
        DataStore overtaken = Watched.after(target, (method, id) -> {
            if (method.equals("read") && id.equals("large") && looks.incrementAndGet() == 1) {
                SessionCopy.between(source, target).run();
                target.write("large", List.of(Change.put("own", BYTES)));
            }
        });

        assertThat(SessionCopy.between(source, overtaken).run().alreadyThere()).isEqualTo(1);

        assertThat(target.names("large")).contains("own").doesNotContain("@arriving");
    }

    @Test
    void aLargeSessionThatIsCreatedLateEndsNoLater() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.SQLITE);
        large(source, 5);
        DataStore slow = Watched.before(target, (method, id) -> {
            if (method.equals("create") && id.equals("large")) {
                Instant later = Instant.now().plusSeconds(1);
                await().until(() -> Instant.now().isAfter(later));
            }
        });

        SessionCopy.between(source, slow).run();

        Duration there = target.read("large", List.of()).orElseThrow().remaining();
        Duration here = source.read("large", List.of()).orElseThrow().remaining();
        assertThat(there).isLessThanOrEqualTo(here.plusMillis(100));
    }
}
