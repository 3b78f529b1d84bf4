package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LanesTest {
    /** A script takes a write for done whose number is not above the last one of its lane, compared as texts. */
    @Test
    void theNumbersOfALaneGrowAsTextsToo() {
        assertThat(LongStream.of(1, 9, 10, 9_999_999_999L, 10_000_000_000L, 99_999_999_999L, Long.MAX_VALUE)
                        .mapToObj(number -> new String(Lanes.digits(number), StandardCharsets.US_ASCII)))
                .isSorted()
                .doesNotHaveDuplicates()
                .allSatisfy(digits -> assertThat(digits).hasSize(19));
    }
}
