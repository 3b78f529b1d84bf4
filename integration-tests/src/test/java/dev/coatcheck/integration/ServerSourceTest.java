package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerSourceTest {
    @Test
    void dockerIsTakenWhereItAnswersAndAProcessWhereItDoesNot() {
        assertThat(ServerSource.of(null, () -> true)).isEqualTo(new ServerSource(true, Optional.empty()));
        assertThat(ServerSource.of("", () -> false)).isEqualTo(new ServerSource(false, Optional.empty()));
    }

    @Test
    void aProcessIsTakenWhereItIsAskedForEvenIfDockerAnswers() {
        assertThat(ServerSource.of("process", () -> true)).isEqualTo(new ServerSource(false, Optional.empty()));
    }

    @Test
    void dockerThatIsAskedForAndMissingIsAnError() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ServerSource.of("docker", () -> false))
                .withMessageContaining("no Docker engine answers")
                .withMessageContaining("COATCHECK_TEST_REDIS=process");
    }

    @Test
    void aGivenServerIsSharedAndNeverTheOneThatTestsStop() {
        ServerSource source = ServerSource.of("redis://cache:6379", () -> false);

        assertThat(source).isEqualTo(new ServerSource(false, Optional.of("redis://cache:6379")));
    }

    @Test
    void anythingElseIsAnErrorThatSaysWhatWouldBeRight() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerSource.of("podman", () -> true))
                .withMessageContaining("COATCHECK_TEST_REDIS is \"podman\"")
                .withMessageContaining("docker, process or the URL of a server");
    }
}
