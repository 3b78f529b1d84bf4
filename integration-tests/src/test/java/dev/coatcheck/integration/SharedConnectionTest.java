package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.redis.OpenServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.RedisClient;

/** Calls that share a connection, beneath all that tries again: what befalls one of them is not the others' fault. */
@Timeout(120)
class SharedConnectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);
    /** Little beside {@link #PATIENCE}, and enough to be sent on a busy machine. */
    private static final Duration LITTLE = Duration.ofSeconds(5);
    /** More than travel together. */
    private static final int MANY = 600;

    private OpenServer server = new OpenServer(RedisServer.sharedUrl(), PATIENCE, 1);
    private final List<CountDownLatch> held = new ArrayList<>();

    @AfterEach
    void close() {
        release();
        server.close();
    }

    private void open(String url, int connections) {
        server.close();
        server = new OpenServer(url, PATIENCE, connections);
    }

    /** A call and what came of it. */
    private record Call(String text, CompletableFuture<String> outcome, Thread thread) {
        static Call of(String text, Supplier<String> call) {
            CompletableFuture<String> outcome = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    outcome.complete(call.get());
                } catch (RuntimeException | Error e) {
                    outcome.completeExceptionally(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
            return new Call(text, outcome, thread);
        }

        boolean isParked() {
            return thread.getState() == Thread.State.TIMED_WAITING;
        }

        boolean isAnsweredOrBroken() {
            Throwable failure = failure();
            return failure == null ? isAnswered() : OpenServer.isBreak(failure);
        }

        boolean isDone() {
            return outcome.isDone();
        }

        boolean isAnswered() {
            return failure() == null && outcome.join().equals(text);
        }

        @Nullable
        Throwable failure() {
            try {
                outcome.join();
                return null;
            } catch (CompletionException e) {
                return e.getCause();
            }
        }
    }

    /** Keeps a connection from now on until {@link #release}, by a request of which half is sent. */
    private Call hold() {
        CountDownLatch isHolding = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        held.add(end);
        Call call = Call.of(
                "held",
                () -> server.echo(() -> {
                    isHolding.countDown();
                    return awaitAndSay(end, "held");
                }));
        awaitAndSay(isHolding, "");
        return call;
    }

    private void release() {
        held.forEach(CountDownLatch::countDown);
    }

    private static String awaitAndSay(CountDownLatch latch, String text) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return text;
    }

    private Call call(String text) {
        return Call.of(text, () -> server.echo(text));
    }

    /** Calls that wait for a connection, and come one behind the other. */
    private List<Call> queue(List<Supplier<Call>> calls) {
        List<Call> queued = new ArrayList<>();
        for (Supplier<Call> call : calls) {
            int before = server.waiting();
            Call next = call.get();
            queued.add(next);
            await().pollInterval(Duration.ofMillis(1)).until(() -> server.waiting() == before + 1 && next.isParked());
        }
        return queued;
    }

    private Supplier<Call> calling(String text) {
        return () -> call(text);
    }

    private void assertNothingIsLost() {
        assertThat(server.inUse()).isZero();
        assertThat(server.waiting()).isZero();
        assertThat(server.echo("all is well")).isEqualTo("all is well");
    }

    static Stream<Throwable> whatIsNotJedis() {
        return Stream.of(new IllegalStateException("of one request"), new OutOfMemoryError("of one request"));
    }

    @ParameterizedTest
    @MethodSource("whatIsNotJedis")
    void whatIsThrownAsOneIsSentIsItsCallersAndTheOthersAreToldThatTheConnectionBroke(Throwable failure) {
        hold();
        List<Call> calls = queue(List.of(
                calling("one"),
                calling("two"),
                () -> Call.of("three", () -> server.echo(() -> fail(failure))),
                calling("four")));
        release();
        assertThat(calls.get(2).failure()).isSameAs(failure);
        for (Call other : List.of(calls.get(0), calls.get(1), calls.get(3))) {
            assertThat(other.isAnsweredOrBroken())
                    .as("%s: %s", other.text(), other.failure())
                    .isTrue();
        }
        assertNothingIsLost();
    }

    private static String fail(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    @Test
    void theTimeIsAskedOnceForAllThatTravelTogether() {
        String text = "all is well";
        try (RedisServer own = RedisServer.start();
                RedisClient counting = own.client()) {
            open(own.url(), 1);
            assertThat(server.echoesAndTellsTime(text)).isTrue();
            assertThat(counting.info("commandstats")).contains("cmdstat_time:calls=1,");
            hold();
            Supplier<Call> timed = () -> Call.of("true", () -> Boolean.toString(server.echoesAndTellsTime(text)));
            List<Call> calls = queue(List.of(timed, calling(text), timed, timed, calling(text)));
            release();
            assertThat(calls).allMatch(Call::isAnswered);
            assertThat(counting.info("commandstats")).contains("cmdstat_time:calls=2,");
        }
        open(RedisServer.sharedUrl(), 1);
    }

    @Test
    void anAnswerForWhichThereIsNoMemoryIsItsCallersLossAndWhatCameBeforeItIsThere() throws IOException {
        try (Relay relay = Relay.changing(
                RedisServer.sharedUrl(), answers -> answers.replace("$5\r\nlarge\r\n", "$2147483647\r\n"))) {
            open(relay.url(), 1);
            hold();
            List<Call> calls = queue(List.of(calling("one"), calling("two"), calling("large"), calling("four")));
            release();
            assertThat(calls.get(2).failure()).isInstanceOf(OutOfMemoryError.class);
            for (Call other : List.of(calls.get(0), calls.get(1), calls.get(3))) {
                assertThat(other.isAnsweredOrBroken())
                        .as("%s: %s", other.text(), other.failure())
                        .isTrue();
            }
            assertNothingIsLost();
        }
    }

    @Test
    void whoeverLooksForAConnectionInVainBecauseOfAnErrorLosesNoneOfThem() {
        for (Throwable failure : List.of(new OutOfMemoryError("of each"), new StackOverflowError("of each"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(Call.of("", () -> server.echo(() -> fail(failure))).failure())
                        .isSameAs(failure);
            }
        }
        assertNothingIsLost();
    }

    @Test
    void moreThanTravelTogetherGetTheirOwnAnswers() {
        open(RedisServer.sharedUrl(), 2);
        List<Call> holding = List.of(hold(), hold());
        List<Call> calls =
                IntStream.range(0, MANY).mapToObj(i -> call("call " + i)).toList();
        await().until(() -> server.waiting() == MANY);
        release();
        assertThat(holding).allMatch(Call::isAnswered);
        assertThat(calls).allMatch(Call::isAnswered);
        assertNothingIsLost();
    }

    @Test
    void whoIsTooManyForOneConnectionNeedsNotWaitForItWhereThereIsAnother() {
        open(RedisServer.sharedUrl(), 2);
        hold();
        CountDownLatch isHeldUp = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        hold();
        List<Call> first = queue(List.of(() -> Call.of(
                "slow",
                () -> server.echo(() -> {
                    isHeldUp.countDown();
                    return awaitAndSay(end, "slow");
                }))));
        List<Call> calls =
                IntStream.range(0, MANY).mapToObj(i -> call("call " + i)).toList();
        await().until(() -> server.waiting() == MANY + 1);
        release();
        awaitAndSay(isHeldUp, "");
        await().until(() -> calls.stream().filter(Call::isDone).count() >= MANY - 255);
        assertThat(first.get(0).isDone()).isFalse();
        end.countDown();
        assertThat(first).allMatch(Call::isAnswered);
        assertThat(calls).allMatch(Call::isAnswered);
        assertNothingIsLost();
    }

    @Test
    void aThreadThatIsHeldUpWithItsConnectionKeepsNobodyFromAnother() {
        open(RedisServer.sharedUrl(), 4);
        Call slow = hold();
        List<Call> calls =
                IntStream.range(0, MANY).mapToObj(i -> call("call " + i)).toList();
        assertThat(calls).allMatch(Call::isAnswered);
        assertThat(slow.isDone()).isFalse();
        assertThat(server.inUse()).isEqualTo(1);
        release();
        assertThat(slow.isAnswered()).isTrue();
        assertNothingIsLost();
    }

    @Test
    void whoHasBeenTakenAlongByAThreadThatIsHeldUpIsToldSoInTimeAndIsNotMissed() {
        hold();
        CountDownLatch isHeldUp = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        List<Call> calls = queue(List.of(
                () -> Call.of(
                        "slow",
                        () -> server.echo(() -> {
                            isHeldUp.countDown();
                            return awaitAndSay(end, "slow");
                        })),
                () -> Call.of("hasty", () -> OpenServer.within(LITTLE, () -> server.echo("hasty"))),
                calling("patient")));
        release();
        awaitAndSay(isHeldUp, "");
        assertThat(calls.get(1).failure()).matches(OpenServer::isBreak);
        end.countDown();
        assertThat(calls.get(0).isAnswered()).isTrue();
        assertThat(calls.get(2).isAnswered()).isTrue();
        assertNothingIsLost();
    }

    @Test
    void theFirstInTheQueueWhoGivesUpTakesNothingWithHim() {
        hold();
        List<Call> calls = queue(List.of(
                () -> Call.of("hasty", () -> OpenServer.within(SHORT, () -> server.echo("hasty"))),
                calling("patient")));
        assertThat(calls.get(0).failure()).matches(OpenServer::isExhaustion);
        assertThat(server.waiting()).isEqualTo(1);
        release();
        assertThat(calls.get(1).isAnswered()).isTrue();
        assertNothingIsLost();
    }

    /** Each release wakes one, and that one may just be giving up. */
    @Test
    void howeverManyGiveUpJustThenNobodyWhoWaitsIsForgotten() {
        Threads.run(40, thread -> {
            for (int i = 0; i < 200; i++) {
                String text = thread + " " + i;
                if (thread % 2 == 0) {
                    assertThat(server.echo(text)).isEqualTo(text);
                } else if (thread % 4 == 1) {
                    giveUpSoon(text, i % 20);
                } else {
                    interrupted(text);
                }
            }
        });
        assertNothingIsLost();
    }

    private void giveUpSoon(String text, int tenthsOfMillis) {
        String answer;
        try {
            answer = OpenServer.within(Duration.ofNanos(100_000L * tenthsOfMillis), () -> server.echo(text));
        } catch (RuntimeException e) {
            assertThat(OpenServer.isExhaustion(e) || OpenServer.isBreak(e)).isTrue();
            return;
        }
        assertThat(answer).isEqualTo(text);
    }

    private void interrupted(String text) {
        Thread.currentThread().interrupt();
        try {
            assertThat(server.echo(text)).isEqualTo(text);
        } catch (RuntimeException e) {
            assertThat(e).hasRootCauseInstanceOf(InterruptedException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void whoHasLittleTimeLeftRisksItForHimselfAlone() {
        try (RedisServer frozen = RedisServer.start()) {
            open(frozen.url(), 1);
            hold();
            List<Call> calls = queue(List.of(
                    () -> Call.of(
                            "hasty",
                            () -> OpenServer.within(
                                    LITTLE,
                                    () -> server.echo(() -> {
                                        frozen.pause();
                                        return "hasty";
                                    }))),
                    calling("one"),
                    calling("two")));
            release();
            assertThat(calls.get(0).failure()).matches(OpenServer::isBreak);
            await().until(() -> server.waiting() == 1 && server.inUse() == 1);
            frozen.resume();
            assertThat(calls.get(1).isAnswered()).isTrue();
            assertThat(calls.get(2).isAnswered()).isTrue();
            assertNothingIsLost();
            server.close();
        }
    }
}
