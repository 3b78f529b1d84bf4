package dev.coatcheck.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class HelpTest {
    @Test
    void theHelpTellsTheCommandsTheStoresThePasswordAndTheExitCodes() {
        CommandRun run = CommandRun.of("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("  inspect ", "  copy ", "  compare ")
                .contains("sqlite:FILE", "redis://", "redis-sentinel://", "redis-cluster://", "rediss://")
                .contains("COATCHECK_REDIS_URL", "@FILE")
                .contains("  0  done", "  1  ", "  2  ", "  3  ", "  4  ", "  5  ", "  130  ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "copy", "compare"})
    void eachCommandHasHelpWithExamples(String command) {
        CommandRun run = CommandRun.of(command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: coatcheck " + command, "--json", "Examples:", "  coatcheck " + command);
        assertThat(CommandRun.of("help", command)).isEqualTo(run);
    }

    @Test
    void theVersionIsTold() {
        CommandRun run = CommandRun.of("--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("coatcheck ");
    }

    @Test
    void withoutACommandItSaysWhichThereAre() {
        CommandRun run = CommandRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "coatcheck: name a command: inspect, copy, compare, help; see 'coatcheck --help'");
    }
}
