package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What stands in the log of a start that failed; {@link ClassPathTest} has it of whole applications. */
class StartFailureTest {

    private static void assertAnalysed(Consumer<FailureAnalysis> expected, String... properties) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CoatcheckAutoConfiguration.class))
                .withPropertyValues(properties)
                .run(context -> {
                    FailureAnalysis analysis =
                            new StartFailureAnalyzer().analyze(Objects.requireNonNull(context.getStartupFailure()));
                    assertThat(analysis).isNotNull().satisfies(expected);
                });
    }

    @Test
    void aTypoIsDescribedWithItsPlaceAndWhatWasMeant() {
        assertAnalysed(
                analysis -> {
                    assertThat(analysis.getDescription())
                            .isEqualTo("Coatcheck: unknown key coatcheck.stroe"
                                    + " (\"coatcheck.stroe\" from property source \"test\")");
                    assertThat(analysis.getAction()).startsWith("Did you mean coatcheck.store?");
                },
                "coatcheck.stroe=redis");
    }

    @Test
    void aStoreThatMustAnswerAndDoesNotIsDescribedInOneLine() {
        assertAnalysed(
                analysis -> assertThat(analysis.getDescription())
                        .startsWith("Coatcheck: Redis at 127.0.0.1")
                        .doesNotContain("\n"),
                "coatcheck.store=redis",
                "coatcheck.redis.fail-fast=true",
                "coatcheck.redis.timeout=100ms",
                "coatcheck.redis.url=redis://127.0.0.1:" + TestRedis.freePort());
    }
}
