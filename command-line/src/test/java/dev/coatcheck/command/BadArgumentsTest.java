package dev.coatcheck.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.sqlite.SqliteDataStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each is refused by one line that says what would be right, and nothing is done. */
@Timeout(180)
class BadArgumentsTest {
    private static final String SECRET = "s3cr3t";

    @TempDir
    private Path folder;

    private Path sessions;
    private Path missing;

    @BeforeEach
    void makeAStore() {
        sessions = folder.resolve("sessions.db");
        missing = folder.resolve("missing.db");
        new SqliteDataStore(sessions).close();
    }

    private static void isRefused(CommandRun run, String... texts) {
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("coatcheck: ")
                .contains(texts);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            memory                 | no other can reach it    | SessionManager.moveTo
            http://host            | is no store              | sqlite:FILE
            jdbc:sqlite:file.db    | is no store              | sqlite:FILE
            carrier-pigeon         | is no store              | sqlite:FILE
            redis:localhost        | begins with redis://     | redis://host:6379/0
            redis-sentinel://host  | its parameters are master| redis-sentinel://user:password@host1
            redis://host:99999     | a port is 1 to 65535     | coatcheck.redis.url
            redis://host/name      | the number of a database | such as /0
            sqlite:                | lacks its file           | sqlite:coatcheck.db
            @nowhere               | there is no file nowhere | STORE
            """)
    void aStoreThatIsNoneIsAnsweredWithWhatWouldBeRight(String store, String why, String remedy) {
        isRefused(CommandRun.of("inspect", store), "STORE", why, remedy);
    }

    @Test
    void aTargetThatIsNoneIsNamedByItsOption() {
        isRefused(CommandRun.of("copy", "--from", "sqlite:" + sessions, "--to", "memory"), "--to: the memory store");
    }

    @Test
    void aFileIsWrittenWithItsScheme() {
        isRefused(CommandRun.of("inspect", sessions.toString()), "a file is written sqlite:" + sessions);
    }

    @Test
    void aMissingFileIsNotCreatedWhereItIsOnlyRead() {
        String file = "sqlite:" + missing;
        String existing = "sqlite:" + sessions;

        isRefused(CommandRun.of("inspect", file), "STORE", "there is no file " + missing, "coatcheck.sqlite.file");
        isRefused(CommandRun.of("copy", "--from", file, "--to", existing), "--from", "there is no file " + missing);
        isRefused(CommandRun.of("compare", "--from", existing, "--to", file), "--to", "there is no file " + missing);
        assertThat(missing).doesNotExist();
    }

    @Test
    void aFileThatIsNoSessionDatabaseIsLeftAsItIs() throws IOException {
        Path text = Files.writeString(
                folder.resolve("notes.txt"), "Not a database, but a text of some length.\n".repeat(99));
        Path empty = Files.createFile(folder.resolve("empty"));

        isRefused(CommandRun.of("inspect", "sqlite:" + text), "is no session database of Coatcheck");
        isRefused(CommandRun.of("inspect", "sqlite:" + empty), "is empty");
        isRefused(CommandRun.of("inspect", "sqlite:" + folder), "is a directory", "sqlite:" + folder + "/coatcheck.db");
        assertThat(text).content().startsWith("Not a database").hasSize(99 * 43);
        assertThat(empty).isEmptyFile();
    }

    @Test
    void aTargetWithoutADirectoryIsRefused() {
        isRefused(
                CommandRun.of("copy", "--from", "sqlite:" + sessions, "--to", "sqlite:" + folder + "/none/target.db"),
                "there is no directory " + folder + "/none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "compare"})
    void theSameStoreTwiceIsRefusedByWhateverName(String command) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), sessions);

        Stream.of(sessions.toString(), folder + "/./sessions.db", link.toString())
                .forEach(file -> isRefused(
                        CommandRun.of(command, "--from", "sqlite:" + sessions, "--to", "sqlite:" + file),
                        "--from and --to are the same store"));
        isRefused(
                CommandRun.of(
                        Map.of("COATCHECK_REDIS_URL", "redis://localhost"),
                        command,
                        "--from",
                        "redis",
                        "--to",
                        "redis://user:pw@localhost:6379/0"),
                "--from and --to are the same store");
    }

    @Test
    void anotherPrefixIsAnotherStoreAndAFileHasNone() {
        String redis = "redis://localhost:1";

        CommandRun others = CommandRun.of("copy", "--from", redis, "--to", redis, "--to-prefix", "other");
        assertThat(others.exitCode()).isEqualTo(3);
        isRefused(CommandRun.of("inspect", "sqlite:" + sessions, "--prefix", "p"), "a file has none");
        isRefused(CommandRun.of("inspect", redis, "--prefix", "{p}"), "1 to 64 characters");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            copy                                   | --from=STORE          | --to=STORE
            copy --from redis                      | --to=STORE            | 'coatcheck copy --help'
            inspect                                | STORE                 | 'coatcheck inspect --help'
            inspekt redis                          | "inspekt"             | did you mean inspect?
            inspect redis --larges 3               | "--larges"            | did you mean --largest?
            inspect redis --largest many           | NUMBER is "many"      | from 0 to 1000
            copy --from redis --to redis --max-bytes-per-second 0 | SIZE is "0" | such as 512, 8KB, 64MB
            inspect redis --max-sessions-per-second -1 | NUMBER is "-1"    | from 1 to 999999999
            inspect redis redis                    | not understood        | 'coatcheck inspect --help'
            """)
    void aMistypedArgumentIsNamedWithWhatWouldBeRight(String arguments, String what, String remedy) {
        isRefused(CommandRun.of(arguments.split(" ")), what, remedy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inspect redis://user:s3cr3t@host@other",
                "inspect redis://user:s3cr3t@localhost:1",
                "inspect rediss://:s3cr3t@localhost:1/0",
                "inspect http://user:s3cr3t@host",
                "inspect user:s3cr3t@host",
                "inspect redis:/user:s3cr3t@host",
                "inspect redis redis://user:s3cr3t@host",
                "inspect redis --password=s3cr3t@x",
                "inspect redis --password=s3cr3t",
                "inspect redis --password s3cr3t",
                "copy --from redis --to redis -p s3cr3t",
                "copy --form redis://user:s3cr3t@host --to redis",
                "copy --from redis://user:s3cr3t@localhost:1 --to redis://user:s3cr3t@localhost:1/0",
                "inspect redis-sentinel://h?master=m&sentinel-password=s3cr3t%",
            })
    void noMessageShowsAPassword(String arguments) {
        CommandRun run = CommandRun.of(arguments.split(" "));

        assertThat(run.exitCode()).isIn(2, 3);
        assertThat(run.err()).isNotEmpty().doesNotContain(SECRET);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aStoreThatDoesNotAnswerIsAnotherExitCode() {
        CommandRun run = CommandRun.of("inspect", "redis://localhost:1");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("Redis at localhost:1/0 refused the connection");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aSourceThatDoesNotAnswerLeavesNoTargetBehind() {
        CommandRun run = CommandRun.of("copy", "--from", "redis://localhost:1", "--to", "sqlite:" + missing);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(missing).doesNotExist();
    }

    @Test
    void aSettingInTheEnvironmentThatCannotBeIsNamed() {
        isRefused(
                CommandRun.of(Map.of("COATCHECK_REDIS_TIMEOUT", "soon"), "inspect", "redis"),
                "coatcheck.redis.timeout is \"soon\"");
    }
}
