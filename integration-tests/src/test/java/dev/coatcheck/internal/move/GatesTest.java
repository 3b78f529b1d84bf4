package dev.coatcheck.internal.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A listener is called by who is at a gate, and may ask for the same session. */
class GatesTest {
    private final Gates gates = new Gates();
    private final AtomicReference<Thread> mover = new AtomicReference<>();

    private CompletableFuture<String> handOver() {
        return CompletableFuture.supplyAsync(() -> {
            mover.set(Thread.currentThread());
            return gates.alone("id", () -> "handed over");
        });
    }

    private boolean isMoverWaiting() {
        return mover.get() != null && mover.get().getState() == Thread.State.WAITING;
    }

    @Test
    void whoHasPassedPassesAgainAlthoughSomebodyWaitsToPassAlone() throws Exception {
        AtomicReference<CompletableFuture<String>> handedOver = new AtomicReference<>();
        CompletableFuture<String> called = CompletableFuture.supplyAsync(() -> gates.together("id", () -> {
            handedOver.set(handOver());
            await().until(this::isMoverWaiting);
            return gates.together("other", () -> gates.together("id", () -> "called"));
        }));
        assertThat(called.get(1, TimeUnit.MINUTES)).isEqualTo("called");
        assertThat(handedOver.get().get(1, TimeUnit.MINUTES)).isEqualTo("handed over");
    }

    @Test
    void whoIsAlonePassesAgain() throws Exception {
        CompletableFuture<String> called = CompletableFuture.supplyAsync(() ->
                gates.alone("id", () -> gates.together("id", () -> gates.alone("id", () -> "called"))));
        assertThat(called.get(1, TimeUnit.MINUTES)).isEqualTo("called");
        assertThat(handOver().get(1, TimeUnit.MINUTES)).isEqualTo("handed over");
    }

    @Test
    void whoWaitsToPassAlonePassesWhenThoseBeforeAreThroughWhateverTheyThrow() throws Exception {
        CompletableFuture<String> failed = CompletableFuture.supplyAsync(() -> gates.together("id", () -> {
            throw new OutOfMemoryError("in the call");
        }));
        await().until(failed::isCompletedExceptionally);
        assertThat(handOver().get(1, TimeUnit.MINUTES)).isEqualTo("handed over");
    }
}
