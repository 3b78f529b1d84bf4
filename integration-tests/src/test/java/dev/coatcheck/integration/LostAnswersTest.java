package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server does what it is told, but its answer does not arrive: the call is made again, its effect is not. */
class LostAnswersTest {
    private static final Key<Integer> COUNT = Key.of("count", Integer.class);
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicBoolean losesNext = new AtomicBoolean();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final String prefix = "lost-" + UUID.randomUUID();
    private Relay relay;
    private RedisDataStore store;
    private SessionManager sessions;
    private Session session;

    @BeforeEach
    void open() throws IOException {
        relay = Relay.watching(RedisServer.sharedUrl(), Relay.Watch.NONE, this::perhapsLose);
        store = new RedisDataStore(relay.url(), prefix, PATIENCE, 1);
        sessions = new SessionManager(store, CoatcheckConfig.of(Map.of()));
        session = sessions.create();
        session.put(COUNT, 0);
        session.put(NAME, "one");
    }

    @AfterEach
    void close() throws IOException {
        sessions.close();
        relay.close();
    }

    private Optional<byte[]> perhapsLose(byte[] answer) {
        if (losesNext.compareAndSet(true, false)) {
            lost.incrementAndGet();
            return Optional.empty();
        }
        return Optional.of(answer);
    }

    private void loseOneAnswerAnd(Runnable call) {
        int before = lost.get();
        losesNext.set(true);
        call.run();
        assertThat(lost.get()).isEqualTo(before + 1);
    }

    private byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aConditionalWriteIsAppliedOnceAndSaysSo() {
        String id = UUID.randomUUID().toString();
        store.create(id, Duration.ofMinutes(1), List.of(Change.put("a", bytes("one"))));
        long version = store.read(id, List.of(Want.of("a")))
                .orElseThrow()
                .values()
                .get(0)
                .version();
        losesNext.set(true);
        WriteResult result =
                store.write(id, List.of(Change.put("a", bytes("two")).ifVersion(version), Change.remove("b")));
        assertThat(result.outcome()).isEqualTo(WriteResult.Outcome.APPLIED);
        assertThat(result.version()).isGreaterThan(version);
        assertThat(store.read(id, List.of(Want.of("a")))
                        .orElseThrow()
                        .values()
                        .get(0)
                        .version())
                .isEqualTo(result.version());
    }

    @Test
    void everyChangeIsMadeOnceAndItsOutcomeIsTold() {
        loseOneAnswerAnd(
                () -> assertThat(session.update(COUNT, 0, count -> count + 1)).isEqualTo(1));
        loseOneAnswerAnd(() -> assertThat(session.compute(COUNT, count -> count.map(n -> n + 1)))
                .contains(2));
        loseOneAnswerAnd(() -> session.put(NAME, "two"));
        assertThat(session.get(NAME)).contains("two");
        loseOneAnswerAnd(() -> assertThat(session.remove(NAME)).isTrue());
        loseOneAnswerAnd(() -> assertThat(session.remove(NAME)).isFalse());
        loseOneAnswerAnd(() -> assertThat(session.putIfAbsent(NAME, "three")).isTrue());
        loseOneAnswerAnd(() -> assertThat(session.putIfAbsent(NAME, "four")).isFalse());
        loseOneAnswerAnd(() -> session.batch().put(COUNT, 7).remove(NAME).commit());
        assertThat(session.get(COUNT)).contains(7);
        assertThat(session.contains(NAME)).isFalse();
    }

    @Test
    void readsAreAskedAgain() {
        loseOneAnswerAnd(() -> assertThat(session.get(NAME)).contains("one"));
        loseOneAnswerAnd(() -> assertThat(session.names()).containsExactlyInAnyOrder("count", "name"));
        loseOneAnswerAnd(() -> assertThat(session.timeToLive(NAME)).isPresent());
        loseOneAnswerAnd(() -> assertThat(sessions.find(session.ticket())).isPresent());
        loseOneAnswerAnd(() -> assertThat(sessions.ids()).containsExactly(session.id()));
        loseOneAnswerAnd(sessions::ping);
        loseOneAnswerAnd(sessions::stats);
    }

    @Test
    void aSessionIsCreatedOnceAndItsIdIsStillRefusedToOthers() {
        loseOneAnswerAnd(() -> assertThat(sessions.create().isLive()).isTrue());
        assertThat(sessions.ids()).hasSize(2);
        String id = UUID.randomUUID().toString();
        loseOneAnswerAnd(() ->
                assertThat(store.create(id, Duration.ofMinutes(1), List.of())).isTrue());
        loseOneAnswerAnd(() ->
                assertThat(store.create(id, Duration.ofMinutes(1), List.of())).isFalse());
    }

    @Test
    void aTicketIsRenewedOnceAndASessionEnds() {
        String old = session.ticket();
        loseOneAnswerAnd(session::renew);
        assertThat(sessions.find(old)).isEmpty();
        assertThat(sessions.find(session.ticket())).isPresent();
        loseOneAnswerAnd(session::end);
        assertThat(sessions.find(session.ticket())).isEmpty();
    }

    @Test
    void aWriteThatArrivesAfterItsRepetitionIsNotAppliedAgain() throws IOException {
        AtomicReference<byte[]> held = new AtomicReference<>();
        AtomicBoolean holdsNext = new AtomicBoolean();
        try (Relay slow = Relay.watching(
                        RedisServer.sharedUrl(),
                        request -> {
                            if (holdsNext.compareAndSet(true, false)) {
                                held.set(request);
                                return Optional.empty();
                            }
                            return Optional.of(request);
                        },
                        Relay.Watch.NONE);
                SessionManager behind = new SessionManager(
                        new RedisDataStore(slow.url(), prefix, PATIENCE, 1), CoatcheckConfig.of(Map.of()))) {
            Session same = behind.find(session.ticket()).orElseThrow();
            same.put(NAME, "warm");
            holdsNext.set(true);
            same.put(NAME, "first");
            session.put(NAME, "second");
            deliver(held.get());
            assertThat(session.get(NAME)).contains("second");
            same.put(NAME, "third");
            deliver(held.get());
            assertThat(session.get(NAME)).contains("third");
            holdsNext.set(true);
            assertThat(same.putIfAbsent(NAME, "told as not made")).isFalse();
            session.remove(NAME);
            deliver(held.get());
            assertThat(session.get(NAME)).isEmpty();
        }
    }

    private static void deliver(byte[] request) throws IOException {
        URI server = URI.create(RedisServer.sharedUrl());
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request);
            assertThat(socket.getInputStream().read()).isEqualTo('*');
        }
    }

    @Test
    void noUpdateIsLostOrMadeTwiceWhileEverySeventhAnswerIsLost() throws Exception {
        try (Relay bad = Relay.watching(
                        RedisServer.sharedUrl(),
                        Relay.Watch.NONE,
                        answer -> answers.incrementAndGet() % 7 == 0 ? Optional.empty() : Optional.of(answer));
                SessionManager one = behind(bad);
                SessionManager other = behind(bad)) {
            Threads.run(6, thread -> {
                Session same =
                        (thread % 2 == 0 ? one : other).find(session.ticket()).orElseThrow();
                for (int i = 0; i < 50; i++) {
                    same.update(COUNT, 0, count -> count + 1);
                }
            });
        }
        assertThat(session.get(COUNT)).contains(300);
    }

    @Test
    void aWriteThatMayHaveBeenMadeIsNotSaidToBeUnaskedWhereItsRepetitionWas() throws Exception {
        AtomicBoolean holdsAll = new AtomicBoolean();
        CountDownLatch isTold = new CountDownLatch(1);
        try (Relay bad = Relay.watching(RedisServer.sharedUrl(), Relay.Watch.NONE, answer -> {
                    if (holdsAll.get()) {
                        await(isTold);
                    }
                    if (losesNext.compareAndSet(true, false)) {
                        // who waits gets the only connection, and keeps it
                        parked(() -> session.isLive());
                        holdsAll.set(true);
                        return Optional.empty();
                    }
                    return Optional.of(answer);
                });
                SessionManager manager = behind(bad, 1)) {
            session = manager.find(session.ticket()).orElseThrow();
            losesNext.set(true);
            AtomicReference<Throwable> told = new AtomicReference<>();
            Thread writer = new Thread(() -> told.set(catchThrowable(() -> session.put(NAME, "made, and not told"))));
            writer.start();
            Awaitility.await().until(() -> holdsAll.get() && isParked(writer));
            writer.interrupt();
            writer.join();
            isTold.countDown();
            assertThat(told.get())
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageNotContaining("was not asked");
        }
        assertThat(sessions.find(session.ticket()).orElseThrow().get(NAME)).contains("made, and not told");
    }

    private static void parked(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        Awaitility.await().until(() -> isParked(thread));
    }

    /** Whether it waits for a connection, and not for an answer or for a moment. */
    private static boolean isParked(Thread thread) {
        return Stream.of(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("parkNanos"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private SessionManager behind(Relay bad) {
        return behind(bad, 4);
    }

    private SessionManager behind(Relay bad, int connections) {
        return new SessionManager(
                new RedisDataStore(bad.url(), prefix, PATIENCE, connections), CoatcheckConfig.of(Map.of()));
    }
}
