package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.redis.RedisDataStore;
import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.DataStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import tools.jackson.databind.JsonNode;

/** The command {@code coatcheck} between a file and a real Redis, as its user runs it. */
@Timeout(600)
class CommandTest {
    private static final Key<String> NAME = Key.of("name", String.class);
    private static final int TERMINATED = 128 + 15;

    /** Under it a user with the least rights may work, too. */
    private final String prefix = "coatcheck:" + UUID.randomUUID();

    @TempDir
    private Path folder;

    private Path file;
    private String fileStore;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("sessions.db");
        fileStore = "sqlite:" + file;
    }

    private static SessionManager manager(DataStore store) {
        return new SessionManager(store, CoatcheckConfig.of(Map.of()));
    }

    private SessionManager onRedis(String url) {
        return manager(new RedisDataStore(url, prefix, PatientStore.TIMEOUT, 4));
    }

    /** Each with a name of so many characters, in the file. */
    private List<Session> sessions(int count, int characters) {
        List<Session> made = new ArrayList<>();
        try (SessionManager sessions = manager(new SqliteDataStore(file))) {
            for (int i = 0; i < count; i++) {
                Session session = sessions.create();
                session.put(NAME, name(session, characters));
                made.add(session);
            }
        }
        return made;
    }

    /** None that compresses well, and never the same for two sessions. */
    private static String name(Session session, int characters) {
        return session.id().repeat(1 + characters / session.id().length()).substring(0, characters);
    }

    private static long count(SessionManager sessions) {
        try (Stream<String> ids = sessions.ids()) {
            return ids.count();
        }
    }

    @Test
    void sessionsGoFromAFileToRedisAndBack() {
        List<Session> made = sessions(20, 100);
        String back = "sqlite:" + folder.resolve("back.db");

        JsonNode there = CommandProcess.run(
                        "copy", "--from", fileStore, "--to", RedisServer.sharedUrl(), "--to-prefix", prefix, "--json")
                .requireExitCode(0)
                .json();
        CommandProcess.End andBack = CommandProcess.run(
                        "copy", "--from", RedisServer.sharedUrl(), "--from-prefix", prefix, "--to", back)
                .requireExitCode(0);
        CommandProcess.End compared = CommandProcess.run("compare", "--from", fileStore, "--to", back);

        assertThat(there.at("/outcome").asString()).isEqualTo("done");
        assertThat(there.at("/copied").asLong()).isEqualTo(20);
        assertThat(there.at("/bytes").asLong()).isGreaterThan(20 * 102);
        assertThat(andBack.out()).startsWith("Copied 20 sessions, ").contains("  from redis ", "  to   sqlite ");
        assertThat(compared.requireExitCode(0).out()).contains("Compared 20 sessions", "They are the same.");
        try (SessionManager sessions = onRedis(RedisServer.sharedUrl())) {
            for (Session session : made) {
                assertThat(sessions.find(session.ticket()).orElseThrow().get(NAME))
                        .contains(name(session, 100));
            }
        }
    }

    @Test
    void whatDiffersIsToldByIdAndNameAndNoValue() {
        List<Session> made = sessions(5, 100);
        String[] both = {"--from", fileStore, "--to", RedisServer.sharedUrl(), "--to-prefix", prefix};
        CommandProcess.run(with("copy", both)).requireExitCode(0);
        String extra;
        try (SessionManager sessions = onRedis(RedisServer.sharedUrl())) {
            sessions.findById(made.get(0).id()).orElseThrow().end();
            sessions.findById(made.get(1).id()).orElseThrow().put(NAME, "somebody else");
            Session other = sessions.create();
            other.put(NAME, "new");
            extra = other.id();
        }

        JsonNode json = CommandProcess.run(with("compare", both, "--json"))
                .requireExitCode(1)
                .json();
        CommandProcess.End page = CommandProcess.run(with("compare", both)).requireExitCode(1);

        assertThat(json.at("/outcome").asString()).isEqualTo("different");
        assertThat(List.of(
                        json.at("/missing").asLong(),
                        json.at("/differing").asLong(),
                        json.at("/extra").asLong()))
                .containsOnly(1L);
        assertThat(json.at("/differences").valueStream().map(JsonNode::toString))
                .containsExactly(
                        "{\"kind\":\"missing\",\"session\":\"" + made.get(0).id() + "\"}",
                        "{\"kind\":\"differing\",\"session\":\"" + made.get(1).id() + "\",\"name\":\"name\"}",
                        "{\"kind\":\"extra\",\"session\":\"" + extra + "\"}");
        assertThat(page.out())
                .contains("They are not the same: 1 missing, 1 differing, 1 only in the second.")
                .contains(
                        "missing    " + made.get(0).id(),
                        "differing  " + made.get(1).id() + "  name",
                        "extra      " + extra)
                .doesNotContain("somebody else");
    }

    private static String[] with(String command, String[] stores, String... more) {
        return Stream.of(Stream.of(command), Stream.of(stores), Stream.of(more))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    @Test
    void aCopyThatWasToldToStopIsCompletedByTheNext() {
        sessions(200, 1_000);
        String[] both = {"--from", fileStore, "--to", RedisServer.sharedUrl(), "--to-prefix", prefix, "--json"};
        JsonNode stopped;
        try (SessionManager target = onRedis(RedisServer.sharedUrl());
                CommandProcess copy = CommandProcess.start(with("copy", both, "--max-bytes-per-second", "5KB"))) {
            await().atMost(RedisServer.PATIENCE).until(() -> count(target) > 0);
            copy.tellToStop();
            stopped = copy.end().requireExitCode(TERMINATED).json();
        }

        JsonNode completed =
                CommandProcess.run(with("copy", both)).requireExitCode(0).json();

        long before = stopped.at("/copied").asLong();
        assertThat(stopped.at("/outcome").asString()).isEqualTo("interrupted");
        assertThat(before).isBetween(1L, 199L);
        assertThat(completed.at("/alreadyThere").asLong()).isEqualTo(before);
        assertThat(completed.at("/copied").asLong()).isEqualTo(200 - before);
        CommandProcess.run(with("compare", both)).requireExitCode(0);
    }

    @Test
    void aTargetThatFailsOnTheWayIsToldAndTheNextRunCompletesTheCopy() {
        sessions(200, 1_000);
        try (RedisServer server = RedisServer.start()) {
            String[] both = {"--from", fileStore, "--to", server.url(), "--to-prefix", prefix};
            try (SessionManager target = onRedis(server.url());
                    CommandProcess copy = CommandProcess.start(with("copy", both, "--max-bytes-per-second", "5KB"))) {
                await().atMost(RedisServer.PATIENCE).until(() -> count(target) > 0);
                server.stop();

                CommandProcess.End end = copy.end().requireExitCode(3);

                assertThat(end.out()).isEmpty();
                assertThat(end.err())
                        .contains("coatcheck: the copy stopped: Redis at localhost:" + server.port())
                        .contains("run again, it copies the rest");
            }
            server.restart();

            CommandProcess.run(with("copy", both)).requireExitCode(0);
            CommandProcess.run(with("compare", both)).requireExitCode(0);
        }
    }

    @Test
    void aTargetWithoutRoomIsAnotherExitCode() {
        sessions(3, 1_000);
        try (RedisServer server = RedisServer.start();
                RedisClient redis = server.client()) {
            redis.configSet("maxmemory", "1");

            CommandProcess.End end = CommandProcess.run("copy", "--from", fileStore, "--to", server.url());

            assertThat(end.requireExitCode(4).err()).startsWith("coatcheck: ");
            assertThat(end.out()).isEmpty();
        }
    }

    @Test
    void twoNamesOfOneServerAreOneStore() {
        String url = RedisServer.sharedUrl();
        String other = url.contains("localhost") ? url.replace("localhost", "127.0.0.1") : url;

        CommandProcess.End end = CommandProcess.run(
                "copy", "--from", url, "--to", other, "--from-prefix", prefix, "--to-prefix", prefix);

        assertThat(end.requireExitCode(2).err()).contains("the same");
    }

    @Test
    void theFiguresAreThoseOfARedisAndShowNoPassword() {
        String url = RedisAcl.sharedUrl();
        try (SessionManager sessions = onRedis(url)) {
            for (int i = 0; i < 3; i++) {
                Session session = sessions.create();
                session.put(NAME, "x".repeat(98));
                session.belongsTo("ann");
            }
        }

        JsonNode json = CommandProcess.run("inspect", url, "--prefix", prefix, "--json")
                .requireExitCode(0)
                .json();

        assertThat(json.at("/store").asString())
                .startsWith("redis 127.0.0.1:")
                .endsWith("/0, keys " + prefix + ":*")
                .doesNotContain("pa55word");
        assertThat(json.at("/sessions").asLong()).isEqualTo(3);
        assertThat(json.at("/ownersLists").asLong()).isEqualTo(1);
        assertThat(json.at("/values").asLong()).isEqualTo(3);
        assertThat(json.at("/bytes").asLong()).isEqualTo(300);
        assertThat(json.at("/sessionBytes/p50").asLong()).isEqualTo(100);
        assertThat(json.at("/largest").size()).isEqualTo(3);
    }

    @Test
    @Tag("python")
    void inATerminalThereIsABarAndCtrlCStopsIt() throws Exception {
        sessions(200, 1_000);
        List<String> command = new ArrayList<>(List.of("python3", "-c", TERMINAL));
        command.addAll(CommandProcess.commandLine(
                "copy",
                "--from",
                fileStore,
                "--to",
                "sqlite:" + folder.resolve("copy.db"),
                "--max-bytes-per-second",
                "5KB"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("COATCHECK_"));
        Process terminal = builder.start();
        try (var seen = terminal.inputReader()) {
            String all = String.join("\n", seen.lines().toList());

            assertThat(terminal.waitFor()).as(all).isEqualTo(130);
            assertThat(all)
                    .containsPattern("Copying sessions +[0-9]+% .* [0-9]+/200 \\([0-9:]+ / [0-9:]+\\) .*/s")
                    .contains("Interrupted. Run the same command again to complete it.");
        } finally {
            terminal.destroyForcibly();
        }
    }

    /** Runs its arguments on a terminal, types Ctrl-C when a second session is done, and ends as they do. */
    private static final String TERMINAL = """
            import fcntl, os, pty, re, signal, struct, sys, termios
            pid, terminal = pty.fork()
            if pid == 0:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
                os.execvp(sys.argv[1], sys.argv[1:])
            seen, typed = b"", False
            while True:
                try:
                    piece = os.read(terminal, 65536)
                except OSError:
                    break
                if not piece:
                    break
                seen += piece
                sys.stdout.buffer.write(piece.replace(b"\\r", b"\\n"))
                if not typed and re.search(rb"[1-9][0-9]*/200 ", seen):
                    os.write(terminal, b"\\x03")
                    typed = True
            status = os.waitpid(pid, 0)[1]
            sys.stdout.flush()
            sys.exit(os.waitstatus_to_exitcode(status))
            """;
}
