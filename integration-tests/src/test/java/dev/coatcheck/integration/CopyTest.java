package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionCopy;
import dev.coatcheck.SessionCopy.Comparison;
import dev.coatcheck.SessionCopy.Difference;
import dev.coatcheck.SessionCopy.Kind;
import dev.coatcheck.SessionCopy.Report;
import dev.coatcheck.SessionManager;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Found.State;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a copy owes to whoever runs it, from each kind of store to each. */
class CopyTest {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Key<String> CODE = Key.of("code", String.class).lasting(Duration.ofMinutes(5));
    private static final Key<List<Integer>> NUMBERS = Key.listOf("numbers", Integer.class);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** What a busy machine may take for one session. */
    private static final Duration MOMENT = Duration.ofSeconds(20);

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

    private static SessionManager manager(DataStore store, String... settings) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new SessionManager(store, CoatcheckConfig.of(all));
    }

    private static List<String> ids(DataStore store) {
        try (Stream<String> ids = store.ids()) {
            return ids.toList();
        }
    }

    private static Slice whole(DataStore store, String id, List<String> names) {
        return store.read(id, names.stream().map(Want::of).toList()).orElseThrow();
    }

    private static Found value(DataStore store, String id, String name) {
        return whole(store, id, List.of(name)).values().get(0);
    }

    /** As long as it was, or shorter by what a copy may take. Stores may cut off parts of a millisecond. */
    private static void assertAsLong(Duration copied, Duration was) {
        assertThat(copied).isBetween(was.minus(MOMENT), was);
    }

    @ParameterizedTest
    @MethodSource("dev.coatcheck.integration.StoreKind#pairs")
    void ticketsOpenWhatTheyOpenedAndNothingElse(StoreKind from, StoreKind to) {
        DataStore source = open(from);
        DataStore target = open(to);
        SessionManager before = manager(source);
        SessionManager after = manager(target);
        List<Session> sessions = new ArrayList<>();
        List<Integer> numbers = IntStream.range(0, 20_000).boxed().toList();
        for (int i = 0; i < 30; i++) {
            Session session = before.create();
            session.put(NAME, "visitor " + i);
            session.put(CODE, "code " + i);
            if (i % 10 == 0) {
                session.put(NUMBERS, numbers);
            }
            sessions.add(session);
        }
        Session over = before.create();
        over.end();
        String replaced = sessions.get(0).ticket();
        String renewed = sessions.get(0).renew();

        Report report = SessionCopy.between(source, target).run();

        assertThat(report.copied()).isEqualTo(30);
        assertThat(report.alreadyThere() + report.ended() + report.changed()).isZero();
        assertThat(report.bytes()).isGreaterThan(30 * 60);
        assertThat(report.interrupted()).isFalse();
        for (int i = 0; i < 30; i++) {
            Session session = after.find(sessions.get(i).ticket()).orElseThrow();
            assertThat(session.get(NAME)).contains("visitor " + i);
            assertThat(session.get(CODE)).contains("code " + i);
            assertThat(session.get(NUMBERS)).isEqualTo(i % 10 == 0 ? Optional.of(numbers) : Optional.empty());
            Duration remaining = session.remaining();
            assertAsLong(remaining, DAY);
            assertAsLong(session.timeToLive(CODE).orElseThrow(), Duration.ofMinutes(5));
        }
        assertThat(after.find(renewed)).isPresent();
        assertThat(after.find(replaced)).isEmpty();
        assertThat(after.find(over.ticket())).isEmpty();
        assertThat(ids(target)).hasSize(30);
        assertThat(ids(source)).hasSize(30);
        assertThat(SessionCopy.between(source, target).compare().isSame()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.coatcheck.integration.StoreKind#pairs")
    void bytesUnderAnyNameArriveAsTheyAre(StoreKind from, StoreKind to) {
        DataStore source = open(from);
        DataStore target = open(to);
        Random random = new Random(7);
        List<String> names = List.of(
                "@",
                "@a",
                "@ticket2",
                ".",
                "..",
                "-",
                "_",
                "a.b",
                "0",
                "A",
                "a",
                "x".repeat(128),
                "@" + "y".repeat(128));
        List<String> all = names.stream().filter(name -> !name.equals("@")).toList();
        List<String> ids = List.of("a", "-", "_", "z".repeat(128), "0123456789abcdefghijkl", "Q".repeat(43));
        for (String id : ids) {
            List<Change> first = new ArrayList<>();
            for (String name : all) {
                byte[] bytes = new byte[random.nextInt(5) == 0 ? 0 : random.nextInt(20_000)];
                random.nextBytes(bytes);
                first.add(
                        random.nextBoolean()
                                ? Change.put(name, bytes)
                                : Change.put(name, bytes, Duration.ofMinutes(random.nextInt(1_000) + 1)));
            }
            assertThat(source.create(id, HOUR, first)).isTrue();
        }

        assertThat(SessionCopy.between(source, target).run().copied()).isEqualTo(ids.size());

        assertThat(ids(target)).containsExactlyInAnyOrderElementsOf(ids);
        for (String id : ids) {
            assertThat(target.names(id)).isEqualTo(source.names(id)).hasSize(all.size());
            // in this order: a time that is read later may not be longer
            Slice was = whole(source, id, all);
            Slice is = whole(target, id, all);
            assertAsLong(is.remaining(), was.remaining().plusMillis(2));
            for (int i = 0; i < all.size(); i++) {
                assertThat(is.values().get(i).bytes())
                        .isEqualTo(was.values().get(i).bytes());
                assertAsLong(
                        is.values().get(i).remaining(),
                        was.values().get(i).remaining().plusMillis(2));
            }
        }
        assertThat(SessionCopy.between(source, target).compare().differences()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.coatcheck.integration.StoreKind#pairs")
    void whatFollowedItsSessionGoesOnDoingSo(StoreKind from, StoreKind to) {
        DataStore source = open(from);
        DataStore target = open(to);
        source.create(
                "one",
                HOUR,
                List.of(
                        Change.put("follows", new byte[1]),
                        Change.put("short", new byte[1], Duration.ofMinutes(10)),
                        Change.put("long", new byte[1], Duration.ofHours(3)),
                        Change.put("@ticket", new byte[1], HOUR)));

        SessionCopy.between(source, target).run();

        target.extend("one", Duration.ofHours(2));
        assertAsLong(value(target, "one", "follows").remaining(), Duration.ofHours(2));
        assertAsLong(value(target, "one", "short").remaining(), Duration.ofMinutes(10));
        assertAsLong(value(target, "one", "long").remaining(), Duration.ofHours(3));
        assertAsLong(value(target, "one", "@ticket").remaining(), HOUR);
        target.extend("one", Duration.ofMinutes(1));
        assertAsLong(value(target, "one", "follows").remaining(), Duration.ofMinutes(1));
        target.extend("one", DAY);
        assertAsLong(value(target, "one", "@ticket").remaining(), HOUR);
    }

    @ParameterizedTest
    @MethodSource("dev.coatcheck.integration.StoreKind#pairs")
    void aLifetimeStaysWhatItWasWhereTheTargetsSessionsIdleOut(StoreKind from, StoreKind to) {
        DataStore source = open(from);
        DataStore target = open(to);
        Session session = manager(source).create();
        session.put(NAME, "one");

        SessionCopy.between(source, target).run();

        SessionManager idling = manager(target, "coatcheck.idle-timeout", "30m");
        assertAsLong(idling.find(session.ticket()).orElseThrow().remaining(), Duration.ofMinutes(33));
        assertAsLong(value(target, session.id(), "@ticket").remaining(), DAY);
    }

    @ParameterizedTest
    @MethodSource("dev.coatcheck.integration.StoreKind#pairs")
    void aSessionThatIsThereAlreadyIsLeftAsItIsThereAndACopyThatIsRunAgainCopiesNothing(StoreKind from, StoreKind to) {
        DataStore source = open(from);
        DataStore target = open(to);
        source.create("one", HOUR, List.of(Change.put("name", new byte[] {1})));
        source.create("two", HOUR, List.of());
        target.create("one", DAY, List.of(Change.put("name", new byte[] {2})));
        SessionCopy copy = SessionCopy.between(source, target);
        assertThat(copy.run()).matches(report -> report.copied() == 1 && report.alreadyThere() == 1);
        assertThat(copy.run()).matches(report -> report.copied() == 0 && report.alreadyThere() == 2);
        assertThat(value(target, "one", "name").bytes()).containsExactly(2);
        assertThat(target.names("two")).isEmpty();
        assertThat(target.read("two", List.of())).isPresent();
    }

    @ParameterizedTest
    @MethodSource("dev.coatcheck.integration.StoreKind#pairs")
    void allSessionsOfAnOwnerEndInTheTargetAlsoThoseThatWereThereBefore(StoreKind from, StoreKind to) {
        DataStore source = open(from);
        DataStore target = open(to);
        SessionManager before = manager(source, "coatcheck.idle-timeout", "1h");
        SessionManager after = manager(target, "coatcheck.idle-timeout", "1h");
        List<Session> copied = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Session session = before.create();
            session.put(NAME, "one");
            session.belongsTo(i % 2 == 0 ? "alice" : "bob");
            copied.add(session);
        }
        Session nobodys = before.create();
        nobodys.put(NAME, "one");
        Session there = after.create();
        there.belongsTo("alice");

        Report report = SessionCopy.between(source, target).run();

        assertThat(report.copied()).isEqualTo(11);
        Comparison comparison = SessionCopy.between(source, target).compare();
        assertThat(comparison.differences()).containsExactly(new Difference(Kind.EXTRA, there.id(), Optional.empty()));
        assertThat(comparison.sessions()).isEqualTo(11);
        assertThat(after.find(copied.get(0).ticket()).orElseThrow().endOthers()).isEqualTo(5);
        assertThat(after.endAll("alice")).isEqualTo(1);
        assertThat(after.endAll("bob")).isEqualTo(5);
        assertThat(ids(target)).containsExactly(nobodys.id());
        assertThat(before.endAll("alice")).isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource("dev.coatcheck.integration.StoreKind#pairs")
    void aComparisonNamesWhatDiffers(StoreKind from, StoreKind to) {
        DataStore source = open(from);
        DataStore target = open(to);
        for (String id : List.of("same", "missing", "other", "longer", "unowned")) {
            source.create(id, HOUR, List.of(Change.put("a", new byte[] {1}), Change.put("b", new byte[] {1}, DAY)));
        }
        SessionManager sessions = manager(source);
        Session owned = sessions.create();
        owned.belongsTo("alice");
        SessionCopy copy = SessionCopy.between(source, target);
        copy.run();
        assertThat(copy.compare().isSame()).isTrue();
        target.delete("missing");
        target.create("extra", HOUR, List.of());
        target.write(
                "other", List.of(Change.put("a", new byte[] {2}), Change.remove("b"), Change.put("c", new byte[] {1})));
        target.extend("longer", DAY);
        target.write("same", List.of(Change.put("b", new byte[] {1}, DAY)));
        target.write("unowned", List.of(Change.put("b", new byte[] {1}, Duration.ofMinutes(2))));
        String list =
                ids(target).stream().filter(id -> id.length() == 43).findAny().orElseThrow();
        target.delete(list);

        Comparison comparison = copy.compare();

        assertThat(comparison.sessions()).isEqualTo(6);
        assertThat(comparison.missing()).isEqualTo(1);
        assertThat(comparison.differing()).isEqualTo(4);
        assertThat(comparison.extra()).isEqualTo(1);
        assertThat(comparison.isSame()).isFalse();
        assertThat(comparison.differences())
                .containsExactlyInAnyOrder(
                        new Difference(Kind.MISSING, "missing", Optional.empty()),
                        new Difference(Kind.DIFFERING, "longer", Optional.empty()),
                        new Difference(Kind.DIFFERING, "longer", Optional.of("a")),
                        new Difference(Kind.DIFFERING, "other", Optional.of("a")),
                        new Difference(Kind.DIFFERING, "other", Optional.of("b")),
                        new Difference(Kind.DIFFERING, "other", Optional.of("c")),
                        new Difference(Kind.DIFFERING, "unowned", Optional.of("b")),
                        new Difference(Kind.DIFFERING, owned.id(), Optional.of("@owner")),
                        new Difference(Kind.EXTRA, "extra", Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("dev.coatcheck.integration.StoreKind#pairs")
    void aStoreIsNotCopiedToItselfAndAClosedOneNotAtAll(StoreKind from, StoreKind to) {
        DataStore source = open(from);
        DataStore target = open(to);
        source.create("one", HOUR, List.of());
        assertThatIllegalArgumentException().isThrownBy(() -> SessionCopy.between(source, source));
        DataStore sameSource = Watched.before(source, Watched.Step.none());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionCopy.between(source, sameSource).run())
                .withMessageContaining("same");
        assertThat(ids(source)).containsExactly("one");
        SessionCopy copy = SessionCopy.between(source, target);
        target.close();
        assertThatIllegalStateException().isThrownBy(copy::run).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(copy::compare);
        source.close();
        assertThatIllegalStateException().isThrownBy(copy::run);
    }

    @ParameterizedTest
    @MethodSource("dev.coatcheck.integration.StoreKind#pairs")
    void whateverIsInAStoreIsInTheOtherAfterwards(StoreKind from, StoreKind to) {
        DataStore source = open(from);
        DataStore target = open(to);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            List<Change> first = new ArrayList<>();
            for (int j = random.nextInt(40); j > 0; j--) {
                byte[] bytes = new byte[random.nextInt(1 << random.nextInt(14))];
                random.nextBytes(bytes);
                first.add(
                        random.nextInt(3) > 0
                                ? Change.put("value-" + j, bytes)
                                : Change.put("value-" + j, bytes, Duration.ofSeconds(random.nextInt(10_000) + 60L)));
            }
            source.create("session-" + i, Duration.ofSeconds(random.nextInt(100_000) + 60L), first);
        }
        assertThat(SessionCopy.between(source, target).run().copied()).isEqualTo(200);
        for (String id : ids(source)) {
            List<String> names = List.copyOf(source.names(id));
            assertThat(target.names(id)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(names);
            Slice was = whole(source, id, names);
            Slice is = whole(target, id, names);
            assertAsLong(is.remaining(), was.remaining().plusMillis(2));
            for (int i = 0; i < names.size(); i++) {
                Found one = was.values().get(i);
                Found other = is.values().get(i);
                assertThat(other.state()).isEqualTo(State.PRESENT);
                assertThat(other.bytes()).as("seed %d", seed).isEqualTo(one.bytes());
                assertAsLong(other.remaining(), one.remaining().plusMillis(2));
            }
        }
    }
}
