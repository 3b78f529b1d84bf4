package dev.coatcheck.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Deadline LONG = Deadline.in(Duration.ofHours(1));
    private static final Deadline OVER = Deadline.in(Duration.ZERO);

    @Test
    void aLockIsWaitedForUntilTheDeadline() {
        Patience patience = new Patience(LONG);
        assertThat(patience.callback(0)).isPositive();
        assertThat(patience.callback(1_000)).isPositive();
        patience.lastsUntil(OVER);
        assertThat(patience.callback(1_001)).isZero();
    }

    /** So a call ends in time, however many it meets. */
    @Test
    void theNextLockOfACallIsNotWaitedForAsLongAgain() {
        Patience patience = new Patience(OVER);
        assertThat(patience.callback(0)).isZero();
        assertThat(patience.callback(0)).isZero();
    }
}
