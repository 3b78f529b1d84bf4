package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final long DAY = Duration.ofDays(1).toNanos();

    private static long within(Duration most) {
        return Deadline.within(most, () -> Deadline.leftNanos(DAY));
    }

    @Test
    void withoutOneThereIsAsMuchTimeAsIsWanted() {
        assertThat(Deadline.leftNanos(DAY)).isEqualTo(DAY);
    }

    @Test
    void withinOneThereIsNoMoreThanItLeaves() {
        assertThat(within(Duration.ofHours(1))).isPositive().isLessThanOrEqualTo(HOUR);
        assertThat(within(Duration.ZERO)).isNotPositive();
        assertThat(Deadline.<Long>within(Duration.ofHours(1), () -> Deadline.leftNanos(5)))
                .isEqualTo(5);
    }

    @Test
    void ofTwoTheSoonerCountsAndThenTheOther() {
        assertThat(Deadline.<Long>within(Duration.ofHours(1), () -> within(Duration.ofHours(9))))
                .isLessThanOrEqualTo(HOUR);
        Deadline.within(Duration.ofHours(1), () -> {
            assertThat(within(Duration.ZERO)).isNotPositive();
            return assertThat(Deadline.leftNanos(DAY)).isPositive();
        });
    }

    @Test
    void itEndsWithItsWorkAlsoWhereThatFails() {
        assertThatThrownBy(() -> Deadline.within(Duration.ZERO, () -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Deadline.leftNanos(DAY)).isEqualTo(DAY);
    }

    @Test
    void anotherThreadHasNone() {
        assertThat(Deadline.<Long>within(
                        Duration.ZERO,
                        () -> CompletableFuture.supplyAsync(
                                        () -> Deadline.leftNanos(DAY), task -> new Thread(task).start())
                                .join()))
                .isEqualTo(DAY);
    }
}
