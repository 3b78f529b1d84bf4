package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Session;
import dev.coatcheck.SessionCopy;
import dev.coatcheck.SessionCopy.Progress;
import dev.coatcheck.SessionCopy.Report;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.memory.MemoryDataStore;
import dev.coatcheck.memory.MemoryDataStore.WhenFull;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Found.State;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A copy while others are at work, while it is interrupted, and while its stores fail. */
class CopyUnderwayTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final byte[] BYTES = new byte[1_000];

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
        assertThat(Thread.interrupted()).isFalse();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("coatcheck-copy"));
    }

    private DataStore open(StoreKind kind) {
        return closing(kind.open(directory));
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    private static void fill(DataStore store, int sessions) {
        for (int i = 0; i < sessions; i++) {
            store.create("session-" + i, HOUR, List.of(Change.put("one", BYTES), Change.put("two", BYTES, HOUR)));
        }
    }

    private static Set<String> ids(DataStore store) {
        try (Stream<String> ids = store.ids()) {
            return new HashSet<>(ids.toList());
        }
    }

    private static Slice read(DataStore store, String id, String... names) {
        return store.read(id, Stream.of(names).map(Want::of).toList()).orElseThrow();
    }

    // interrupted

    @ParameterizedTest
    @MethodSource("dev.coatcheck.integration.StoreKind#pairs")
    void aCopyThatIsInterruptedAgainAndAgainIsCompleteInTheEnd(StoreKind from, StoreKind to) {
        DataStore source = open(from);
        DataStore target = open(to);
        fill(source, 150);
        Random random = new Random();
        Thread caller = Thread.currentThread();
        long copied = 0;
        int interruptions = 0;
        Report report;
        do {
            // each is offered again, and so are those that are there: it has to get further than before
            AtomicInteger left = new AtomicInteger((int) copied / 2 + random.nextInt(80) + 1);
            DataStore interrupting = Watched.before(target, (method, id) -> {
                int rest = method.equals("create") ? left.decrementAndGet() : 1;
                if (rest == 0) {
                    caller.interrupt();
                }
                if (rest <= 0) {
                    await().until(() -> !caller.isInterrupted());
                }
            });
            report = SessionCopy.between(source, interrupting).run();
            boolean wasInterrupted = Thread.interrupted();
            assertThat(wasInterrupted || !report.interrupted()).isTrue();
            interruptions += report.interrupted() ? 1 : 0;
            assertThat(report.alreadyThere()).isLessThanOrEqualTo(copied);
            copied += report.copied();
            assertThat(ids(target)).hasSize((int) copied);
        } while (report.interrupted());
        assertThat(interruptions).isPositive();
        assertThat(copied).isEqualTo(150);
        assertThat(ids(target)).isEqualTo(ids(source));
        assertThat(SessionCopy.between(source, target).compare().isSame()).isTrue();
    }

    @Test
    void whoIsInterruptedBeforeCopiesNothingAndComparesNothing() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.MEMORY);
        fill(source, 10);
        Thread.currentThread().interrupt();
        Report report = SessionCopy.between(source, target).run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report).matches(Report::interrupted).matches(it -> it.copied() == 0);
        Thread.currentThread().interrupt();
        assertThat(SessionCopy.between(source, target).compare()).matches(it -> it.interrupted() && !it.isSame());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ids(target)).isEmpty();
    }

    @Test
    void aCopyThatWaitsForItsRateIsInterruptedAtOnce() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.MEMORY);
        fill(source, 10);
        Thread caller = Thread.currentThread();
        SessionCopy slow = SessionCopy.between(source, target)
                .maxBytesPerSecond(1)
                .onProgress(progress -> {
                    if (progress.sessions() > 0) {
                        caller.interrupt();
                    }
                });
        assertThat(slow.run()).matches(Report::interrupted).matches(it -> it.copied() < 10 && it.copied() > 0);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatIsThereAlreadyIsNotSentAgain() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.MEMORY);
        fill(source, 100);
        SessionCopy.between(source, target).run();
        AtomicInteger creations = new AtomicInteger();
        DataStore counted = Watched.before(target, (method, id) -> {
            if (method.equals("create")) {
                creations.incrementAndGet();
            }
        });
        assertThat(SessionCopy.between(source, counted).run().alreadyThere()).isEqualTo(100);
        // one to see whether both stores are the same, and as many as begin at once
        assertThat(creations).hasValueLessThan(20);
    }

    // told and bounded

    @ParameterizedTest
    @EnumSource
    void aListenerIsToldUntilTheEnd(StoreKind from) {
        DataStore source = open(from);
        DataStore target = open(StoreKind.MEMORY);
        fill(source, 100);
        SessionManager owner = new SessionManager(source, CoatcheckConfig.of(Map.of()));
        owner.create().belongsTo("alice");
        List<Progress> told = new ArrayList<>();
        Thread caller = Thread.currentThread();
        Report report = SessionCopy.between(source, target)
                .maxBytesPerSecond(500_000)
                .onProgress(progress -> {
                    assertThat(Thread.currentThread()).isSameAs(caller);
                    told.add(progress);
                })
                .run();
        Progress last = told.get(told.size() - 1);
        assertThat(last.sessions()).isEqualTo(101).isEqualTo(report.copied());
        assertThat(last.total()).hasValue(101);
        assertThat(last.left()).hasValue(0);
        assertThat(last.bytes()).isEqualTo(report.bytes()).isGreaterThan(200_000);
        assertThat(last.elapsed()).isLessThanOrEqualTo(report.elapsed());
        assertThat(told).isSortedAccordingTo((one, other) -> Long.compare(one.sessions(), other.sessions()));
        assertThat(told).hasSizeGreaterThan(1);
        assertThat(told.get(told.size() / 2).bytesPerSecond()).isPositive();
    }

    @Test
    void whatAListenerThrowsEndsTheCopy() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.MEMORY);
        fill(source, 10);
        SessionCopy copy = SessionCopy.between(source, target).onProgress(progress -> {
            throw new IllegalCallerException("of the listener");
        });
        assertThatThrownBy(copy::run).isInstanceOf(IllegalCallerException.class);
    }

    @Test
    void noMoreBytesASecondAreCopiedThanAllowed() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.MEMORY);
        fill(source, 500);
        Report report =
                SessionCopy.between(source, target).maxBytesPerSecond(2_000_000).run();
        assertThat(report.bytes()).isEqualTo(1_000_000);
        // some are on their way before the rate is known
        assertThat(report.elapsed()).isGreaterThan(Duration.ofMillis(400));
        assertThatThrownBy(() -> SessionCopy.between(source, target).maxBytesPerSecond(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // while others write

    @Test
    void whatEndsBetweenItsReadAndItsCopyIsNotInTheTarget() {
        DataStore source = open(StoreKind.MEMORY);
        fill(source, 40);
        DataStore target = open(StoreKind.MEMORY);
        DataStore late = Watched.before(target, (method, id) -> {
            if (method.equals("create") && id.endsWith("1")) {
                source.delete(id);
            }
        });
        assertThat(SessionCopy.between(source, late).run().ended()).isEqualTo(4);
        assertThat(ids(target)).isEqualTo(ids(source)).hasSize(36);
        DataStore other = open(StoreKind.MEMORY);
        DataStore later = Watched.after(other, (method, id) -> {
            if (method.equals("create") && id.endsWith("2")) {
                source.delete(id);
            }
        });
        assertThat(SessionCopy.between(source, later).run().ended()).isEqualTo(4);
        assertThat(ids(other)).isEqualTo(ids(source)).hasSize(32);
    }

    @Test
    void whatIsWrittenBetweenItsReadAndItsCopyIsReadAgain() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.MEMORY);
        fill(source, 20);
        Set<String> written = ConcurrentHashMap.newKeySet();
        DataStore late = Watched.before(target, (method, id) -> {
            if (method.equals("create") && written.add(id)) {
                source.write(id, List.of(Change.put("one", new byte[] {7}), Change.put("three", new byte[] {8})));
            }
        });
        assertThat(SessionCopy.between(source, late).run().copied()).isEqualTo(20);
        for (String id : ids(source)) {
            assertThat(target.names(id)).hasSize(3);
            assertThat(read(target, id, "one").values().get(0).bytes()).containsExactly(7);
        }
    }

    @Test
    void whatIsWrittenAllTheTimeIsLeftOutAndTold() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.MEMORY);
        fill(source, 2);
        DataStore busy = Watched.after(source, (method, id) -> {
            if (method.equals("read") && id.equals("session-1")) {
                source.write(id, List.of(Change.put("one", BYTES)));
            }
        });
        Report report = SessionCopy.between(busy, target).run();
        assertThat(report).matches(it -> it.copied() == 1 && it.changed() == 1);
        assertThat(ids(target)).containsExactly("session-0");
    }

    @ParameterizedTest
    @MethodSource("dev.coatcheck.integration.StoreKind#pairs")
    void sessionsThatAreWrittenRenewedAndEndedMeanwhileAreCopiedAsOfOneMoment(StoreKind from, StoreKind to)
            throws Exception {
        DataStore source = open(from);
        DataStore target = open(to);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ids.add("session-" + i);
            source.create("session-" + i, HOUR, state(0));
        }
        Set<String> ended = ConcurrentHashMap.newKeySet();
        AtomicBoolean isDone = new AtomicBoolean();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int thread = 0; thread < 2; thread++) {
            // the first half is left alone
            writers.add(Threads.start(() -> {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                for (int i = 1; !isDone.get(); i++) {
                    String id = ids.get(100 + random.nextInt(100));
                    if (random.nextInt(40) == 0) {
                        source.delete(id);
                        ended.add(id);
                    } else {
                        source.write(id, state(i));
                    }
                }
            }));
        }
        Report report = SessionCopy.between(source, target).run();
        Set<String> copied = ids(target);
        isDone.set(true);
        for (CompletableFuture<Void> writer : writers) {
            writer.get(1, TimeUnit.MINUTES);
        }

        assertThat(report.copied()).isEqualTo(copied.size());
        assertThat(copied).containsAll(ids.subList(0, 100));
        for (String id : copied) {
            assertIsOneState(read(target, id, "a", "b", "odd", "even"));
        }
        assertThat(ids)
                .filteredOn(id -> !copied.contains(id))
                .allMatch(id -> ended.contains(id) || report.changed() > 0);
        for (String id : ids.subList(0, 100)) {
            assertThat(target.names(id)).isEqualTo(source.names(id));
        }
    }

    /** The same number under two names, and again under one of two that are not there at once. */
    private static List<Change> state(int number) {
        byte[] bytes = ByteBuffer.allocate(4).putInt(number).array();
        List<Change> changes = new ArrayList<>(List.of(Change.put("a", bytes), Change.put("b", bytes)));
        changes.add(Change.put(number % 2 == 0 ? "even" : "odd", bytes));
        if (number > 0) {
            changes.add(Change.remove(number % 2 == 0 ? "odd" : "even"));
        }
        return changes;
    }

    private static void assertIsOneState(Slice slice) {
        byte[] number = slice.values().get(0).bytes();
        assertThat(slice.values().get(1).bytes()).isEqualTo(number);
        List<Found> rest = slice.values().subList(2, 4).stream()
                .filter(found -> found.state() != State.ABSENT)
                .toList();
        assertThat(rest).hasSize(1);
        assertThat(rest.get(0).bytes()).isEqualTo(number);
    }

    @Test
    void whoEndsAllSessionsOfAnOwnerInTheTargetMissesNoneThatIsThereAfterwards() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.MEMORY);
        SessionManager before = new SessionManager(source, CoatcheckConfig.of(Map.of()));
        SessionManager after = new SessionManager(target, CoatcheckConfig.of(Map.of()));
        for (int i = 0; i < 20; i++) {
            Session session = before.create();
            session.belongsTo("alice");
        }
        DataStore ending = Watched.before(target, (method, id) -> {
            if (method.equals("create") && id.length() == 22) {
                after.endAll("alice");
            }
        });
        assertThat(SessionCopy.between(source, ending).run().copied()).isEqualTo(20);
        after.endAll("alice");
        assertThat(ids(target)).isEmpty();
    }

    // times

    @Test
    void timesDoNotGetLongerWhereTheTargetTakesLongToCreateASession() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.MEMORY);
        source.create(
                "one",
                HOUR,
                List.of(
                        Change.put("follows", BYTES),
                        Change.put("own", BYTES, Duration.ofMinutes(5)),
                        Change.put("@ticket", BYTES, HOUR)));
        DataStore slow = Watched.before(target, (method, id) -> {
            if (method.equals("create")) {
                TimeUnit.MILLISECONDS.sleep(700);
            }
        });
        assertThat(SessionCopy.between(source, slow).run().copied()).isEqualTo(1);
        String[] names = {"follows", "own", "@ticket"};
        Slice was = read(source, "one", names);
        Slice is = read(target, "one", names);
        Duration atMost = Duration.ofSeconds(15);
        assertThat(is.remaining()).isBetween(was.remaining().minus(atMost), was.remaining());
        for (int i = 0; i < names.length; i++) {
            Duration before = was.values().get(i).remaining();
            assertThat(is.values().get(i).remaining()).as(names[i]).isBetween(before.minus(atMost), before);
            assertThat(is.values().get(i).bytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void whatSomebodyHasWrittenInTheTargetMeanwhileKeepsItsTime() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = open(StoreKind.MEMORY);
        source.create("one", HOUR, List.of(Change.put("own", BYTES, Duration.ofMinutes(5))));
        DataStore slow = Watched.after(target, (method, id) -> {
            if (method.equals("create")) {
                target.write(id, List.of(Change.put("own", new byte[] {1}, Duration.ofMinutes(9))));
                target.extend(id, HOUR.multipliedBy(2));
                TimeUnit.MILLISECONDS.sleep(300);
            }
        });
        SessionCopy.between(source, slow).run();
        Slice is = read(target, "one", "own");
        assertThat(is.remaining()).isGreaterThan(HOUR);
        assertThat(is.values().get(0).bytes()).containsExactly(1);
        assertThat(is.values().get(0).remaining()).isGreaterThan(Duration.ofMinutes(6));
    }

    // stores that fail

    @Test
    void aTargetThatIsKilledInTheMiddleIsToldAndTheCopyIsRunAgain() {
        RedisServer server = closing(RedisServer.start());
        DataStore source = open(StoreKind.SQLITE);
        DataStore target = closing(new RedisDataStore(server.url(), "coatcheck", Duration.ofMillis(500), 16));
        fill(source, 300);
        AtomicInteger created = new AtomicInteger();
        DataStore killed = Watched.after(target, (method, id) -> {
            if (method.equals("create") && created.incrementAndGet() == 100) {
                server.stop();
            }
        });
        assertThatThrownBy(() -> SessionCopy.between(source, killed).run())
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("run again")
                .hasMessageMatching("(?s).*by then [1-9][0-9]+ sessions were copied.*")
                .hasCauseInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> SessionCopy.between(source, target).compare())
                .isInstanceOf(StoreUnavailableException.class);
        server.restart();
        assertThat(SessionCopy.between(source, target).run().copied()).isEqualTo(300);
        assertThat(SessionCopy.between(source, target).compare().isSame()).isTrue();
    }

    @Test
    void aSourceThatIsKilledInTheMiddleIsToldAndNothingInTheTargetIsHalf() {
        RedisServer server = closing(RedisServer.start());
        DataStore source = closing(new RedisDataStore(server.url(), "coatcheck", Duration.ofMillis(500), 16));
        DataStore target = open(StoreKind.MEMORY);
        fill(source, 300);
        AtomicInteger created = new AtomicInteger();
        DataStore killing = Watched.before(target, (method, id) -> {
            if (method.equals("create") && created.incrementAndGet() == 100) {
                server.stop();
            }
        });
        assertThatThrownBy(() -> SessionCopy.between(source, killing).run())
                .isInstanceOf(StoreUnavailableException.class);
        Set<String> copied = Collections.synchronizedSet(ids(target));
        assertThat(copied).hasSizeBetween(90, 299);
        assertThat(copied).allSatisfy(id -> assertThat(target.names(id)).containsExactlyInAnyOrder("one", "two"));
    }

    @Test
    void aTargetWithoutRoomIsTold() {
        DataStore source = open(StoreKind.MEMORY);
        DataStore target = closing(new MemoryDataStore(100_000, WhenFull.REJECT));
        fill(source, 100);
        assertThatThrownBy(() -> SessionCopy.between(source, target).run())
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("sessions were copied")
                .hasCauseInstanceOf(StoreFullException.class);
        assertThat(ids(target)).hasSizeBetween(30, 45);
    }
}
